// What was refused comes back to its box, with its files.
import { parse } from "../lib/html.js";
import { unpack } from "./store.js";

export async function bringBack(form, fields) {
  const more = []; // of what nobody asks for any more
  for (const [name, value] of fields) {
    if (!/^(topic|subject|want_.*)$/.test(name) || !value || value.bytes) continue;
    if (form.elements[name]) form.elements[name].value ||= value;
    else more.push(value);
  }
  const box = form.elements.body, picker = form.querySelector("input[type=file]"), files = new DataTransfer();
  box.value = [fields.find(([name]) => name === "body")[1], ...more, box.value].filter(Boolean).join("\n\n");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  for (const [, value] of fields) if (value.name) files.items.add(unpack(value));
  picker.files = files.files;
  picker.dispatchEvent(new Event("change", { bubbles: true }));
  await chips(form);
}

// chips fetches those of files that are with the server already.
async function chips(form) {
  // the form of a new ticket is kept without what is in it
  const headers = form.id === "new" ? {} : { "X-Offline": "keep" };
  const page = await fetch("", { headers }).then((answer) => answer.text(), () => "");
  const list = form.querySelector("[data-files]"),
    have = new Set([...list.children].map(({ dataset }) => dataset.upload));
  for (const chip of parse(page).querySelectorAll("[data-files] > [data-upload]"))
    if (!have.has(chip.dataset.upload)) list.append(chip);
  list.hidden = !list.children.length;
}
