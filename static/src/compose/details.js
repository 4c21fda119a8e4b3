// What was asked for, or helps us, ticks itself once it is there: in its field, in what is
// written, or among the files; and its card stays while somebody is at it. This comes
// with such fields.
import { reader } from "./patterns.js";

let patterns, read;

function chip(id) {
  const chip = document.createElement("code");
  chip.className = "id";
  chip.translate = false;
  chip.textContent = id;
  return chip;
}

function look() {
  const details = document.getElementById("details"), form = details?.querySelector("input").form;
  if (!form) return; // sent: another page has taken its place
  if (patterns !== details.dataset.patterns) read = reader(patterns = details.dataset.patterns);
  const { subject, body, want_transaction: field } = form.elements;
  const text = `${subject?.value ?? ""}\n${body.value}`, ids = read.ids(`${text}\n${field?.value ?? ""}`);
  const found = {
    transaction: ids.length, time: read.time(text),
    screenshot: form.querySelector("[data-files] > :not(.file--refused)"),
  };
  for (const one of document.querySelectorAll("[data-want]")) {
    const { value, validity } = one.querySelector("input");
    one.toggleAttribute("data-done", !!found[one.dataset.want] || value.trim() !== "" && validity.valid);
  }
  const line = document.getElementById("hint-ids");
  if (line && `${ids}` !== `${[...line.children].map((chip) => chip.textContent)}`)
    line.replaceChildren(...ids.map(chip)); // heard only when it changes
}

// The stream never takes a card away that has the focus, or what somebody filled in; it
// follows once it is free. The answer to what was sent minds what was filled in since.
let late;
const card = () => document.getElementById("turn");
const used = (sent) => [...card().querySelectorAll("[data-want] input")].some(({ value }) => value)
  || !sent && card().contains(document.activeElement);

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const at = tasks.findIndex(({ target }) => target && target === card());
  if (at < 0 || card().contains(ctx.sourceElement)) return;
  late = used(ctx.composer) && tasks.splice(at, 1)[0].fragment;
});

function catchUp() {
  if (!late || used()) return;
  card().replaceWith(late);
  late = null;
  window.htmx.process(card());
}
for (const name of ["input", "focusout"]) document.addEventListener(name, () => setTimeout(catchUp));

for (const name of ["input", "change", "files", "htmx:after:swap"]) document.addEventListener(name, look);
look(); // drafts are back by now
