// The checklist comes once the desk has asked for something. Until it is here, or if
// it never comes, the boxes are ticked by hand.
import { beside } from "./drafts.js";

const form = document.getElementById("composer");
let coming;

function look() {
  if (coming || !document.getElementById("wants")) return;
  coming = import("./checklist.js").then(({ watch }) => watch(beside), () => { coming = null; });
}

document.addEventListener("htmx:after:swap", look);
look();
if (form && !coming) beside(form, "ticks").write(); // of an asking that is over
