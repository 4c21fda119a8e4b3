// What helps us ticks itself off while a new ticket is written: the same patterns
// as the server's find IDs and times in the text, and the files tell the rest.
import { chips } from "./files.js";

const hints = document.getElementById("hints");
const PICTURE = /\.(png|jpe?g|gif|webp|heic|avif|mp4|mov|webm)$/i;
const compile = (list) => list.map((pattern) => new RegExp(pattern, "giu"));

// A card number is never shown as an ID (Luhn).
const card = (id) => /^\d{13,19}$/.test(id) && [...id].reverse().reduce((sum, c, i) => sum + (i % 2 ? +"0246813579"[c] : +c), 0) % 10 === 0;

function find(patterns, text) {
  const ids = new Map();
  for (const pattern of patterns)
    text = text.replace(pattern, (all, id) => {
      if (!card(id)) ids.set(id.toLowerCase(), id);
      return " ";
    });
  return [...ids.values()].slice(0, 10);
}

function chip(id) {
  const chip = document.createElement("code");
  chip.className = "id";
  chip.translate = false;
  chip.textContent = id;
  return chip;
}

if (hints) {
  const { ids, times } = JSON.parse(hints.dataset.patterns);
  const idPatterns = compile(ids), timePatterns = compile(times);
  const tick = (name, done) => hints.querySelector(`[data-hint=${name}]`).toggleAttribute("data-done", done);

  const look = () => {
    const form = document.getElementById("new");
    if (!form) return; // sent: another page has taken its place
    const { subject, body, when, ids } = form.elements;
    const text = `${subject.value}\n${body.value}`, found = find(idPatterns, `${text}\n${ids.value}`);
    const list = document.getElementById("hint-ids"), shown = [...list.children].map((chip) => chip.textContent);
    if (`${shown}` !== `${found}`) list.replaceChildren(...found.map(chip)); // heard only when it changes
    tick("transaction", found.length > 0 || ids.value.trim() !== "");
    tick("time", when.value !== "" || timePatterns.some((pattern) => text.search(pattern) >= 0));
    tick("screenshot", chips(form).some((chip) => PICTURE.test(chip.querySelector(".file__name")?.textContent.trim() ?? "")));
  };

  for (const name of ["input", "change", "files", "htmx:after:swap"]) document.addEventListener(name, look);
  look(); // drafts are back by now
}
