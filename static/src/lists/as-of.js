// When the stream ends, the page was true until now. Before it began, the
// server's time stands.
import { fill } from "../lib/status.js";
import { clock } from "../lib/zoned.js";

const root = document.documentElement, note = document.querySelector("[data-as-of]");

if (note) new MutationObserver(([{ oldValue }]) => {
  if (oldValue === "on")
    note.textContent = fill(note.dataset.asOf, { time: clock(root.lang, new Date()) });
}).observe(root, { attributeFilter: ["data-live"], attributeOldValue: true });
