// When the stream ends, the page was true until now. Before it began, the
// server's time stands.
import { fill } from "./say.js";

const { lang, dataset: { zone } } = document.documentElement;
const note = document.querySelector("[data-as-of]");

if (note) new MutationObserver(([{ oldValue }]) => {
  if (oldValue !== "on") return;
  let time;
  try { time = clock(zone); } catch { time = clock(); } // an old browser may not know the zone
  note.textContent = fill(note.dataset.asOf, { time });
}).observe(document.documentElement, { attributeFilter: ["data-live"], attributeOldValue: true });

const clock = (timeZone) => new Date().toLocaleTimeString(lang, { timeStyle: "short", timeZone });
