// A message stands in the thread while it is on its way. The server's own takes its
// place, whichever way it comes; if none comes, the text is in the box again. A quick
// answer needs no stand-in, and those who hear the page hear of it from the line below.
import { element, messageBody } from "./message.js";

const entries = document.getElementById("entries");
const SOON = 150;
const sent = new Map(); // key of what was sent from this page → how its stand-in goes

// sentHere tells whether an entry is what this page sent.
export const sentHere = (entry) => sent.has(entry.dataset.key);

// pend shows text as being sent under that key, and returns how to take it away.
export function pend(form, text, key) {
  const like = `entry--${form.elements.kind?.value === "note" ? "note" : "mine"}`, last = entries.lastElementChild;
  const entry = element("article", `entry entry--wait ${like}`, messageBody(text),
    element("p", "entry__state", form.dataset.sending));
  entry.ariaHidden = "true";
  if (last?.matches(`.entry--own.${like}:has(.entry__body)`)
    && Date.now() - Date.parse(last.querySelector("time").dateTime) < 3e5) // a group, as on the server
    entry.classList.add("entry--more");
  const soon = setTimeout(() => {
    entries.append(entry);
    scrollTo({ top: 1e9, behavior: "instant" });
  }, SOON);
  const gone = () => {
    clearTimeout(soon);
    entry.remove();
  };
  sent.set(key, gone);
  return gone;
}

// The stream may tell of it before the answer does.
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { fragment } of tasks)
    for (const entry of fragment.querySelectorAll("[data-key]")) sent.get(entry.dataset.key)?.();
});
