// A page as it was, and since when. What is live becomes true again by itself.
import { fill } from "../lib/status.js";
import { clock, zoned } from "../lib/zoned.js";

const root = document.documentElement, { lang } = root, words = document.getElementById("app").dataset;
const at = new Date(+root.dataset.kept), today = at.toDateString() === new Date().toDateString();
const text = fill(today ? words.kept : words.keptDay, {
  time: clock(lang, at), day: zoned(lang === "en" ? "en-GB" : lang, { dateStyle: "long" }).format(at),
});
const line = document.getElementById("live-state"), note = document.querySelector("[data-as-of]");

if (line) line.textContent = line.dataset.whenOff = text;
if (note) note.hidden = true; // it speaks of another time
root.dataset.live = "off";
// The key that it came with may be used: what is begun here has its own.
const form = document.getElementById("composer") ?? document.getElementById("new");
if (form && !form.elements.body.value) form.elements.key.value = crypto.randomUUID();
addEventListener("online", () => {
  if (form?.id === "new") delete root.dataset.live; // as good as a new one: what is typed stays
  else if (!document.getElementById("live")) location.reload();
});
