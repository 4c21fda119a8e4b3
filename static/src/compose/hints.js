// What helps us ticks itself off while a new ticket is written.
import "../lib/cut.js";
import { picture, reader } from "./patterns.js";

const hints = document.getElementById("hints");

function chip(id) {
  const chip = document.createElement("code");
  chip.className = "id";
  chip.translate = false;
  chip.textContent = id;
  return chip;
}

// What is like it could not be looked for without a connection.
addEventListener("online",
  () => document.getElementById("subject")?.dispatchEvent(new Event("input", { bubbles: true })));

if (hints) {
  const read = reader(hints.dataset.patterns);
  const tick = (name, done) => hints.querySelector(`[data-hint=${name}]`).toggleAttribute("data-done", done);

  const look = () => {
    const form = document.getElementById("new");
    if (!form) return; // sent: another page has taken its place
    const { subject, body, when, ids } = form.elements;
    const text = `${subject.value}\n${body.value}`, found = read.ids(`${text}\n${ids.value}`);
    const line = document.getElementById("hint-ids"), shown = [...line.children].map((chip) => chip.textContent);
    if (`${shown}` !== `${found}`) line.replaceChildren(...found.map(chip)); // heard only when it changes
    tick("transaction", found.length > 0 || ids.value.trim() !== "");
    tick("time", when.value !== "" || read.time(text));
    tick("screenshot", picture(form));
  };

  for (const name of ["input", "change", "files", "htmx:after:swap"]) document.addEventListener(name, look);
  look(); // drafts are back by now
}
