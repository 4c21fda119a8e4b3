// The files of a form before they are sent: chosen, pasted or dropped; listed,
// removable, and kept when a refused form comes back as a new element.
import { fill, tell } from "./say.js";

const kept = new Map(); // by the form's id

export const chosen = (form) => kept.get(form.id) ?? [];

// keep makes files the form's files and shows them.
export function keep(form, files) {
  const input = picker(form);
  if (!input) return;
  kept.set(form.id, files);
  const carry = new DataTransfer();
  files.forEach((file) => carry.items.add(file));
  input.files = carry.files;
  const list = form.querySelector("[data-files]");
  list?.replaceChildren(...files.map((file) => chip(form, file)));
  if (list) list.hidden = !files.length;
  form.dispatchEvent(new Event("files", { bubbles: true }));
}

const picker = (form) => form.querySelector("input[type=file]");

// chip fills the form's own template, so words and icons stay the server's.
function chip(form, file) {
  const chip = form.querySelector("template[data-chip]").content.firstElementChild.cloneNode(true);
  const remove = chip.querySelector("button");
  chip.querySelector(".file__name").textContent = file.name;
  chip.querySelector(".file__size").textContent = size(file.size);
  remove.setAttribute("aria-label", fill(remove.getAttribute("aria-label"), { name: file.name }));
  remove.addEventListener("click", () => {
    keep(form, chosen(form).filter((other) => other !== file));
    tell(form.querySelector("[data-say]"));
    picker(form).focus();
  });
  return chip;
}

function size(bytes) {
  const [unit, by] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: bytes < 1e6 ? 0 : 1 })
    .format(bytes < 1e6 ? Math.ceil(bytes / by) : bytes / by);
}

// add takes what fits and says why the rest does not. The server judges again.
function add(form, more) {
  const { maxFiles = Infinity, maxBytes = Infinity, maxAll = Infinity, tooMany, tooBig } = form.dataset;
  const files = [...chosen(form)];
  let refusal = "";
  for (const file of more) {
    const all = files.reduce((sum, each) => sum + each.size, file.size);
    if (files.length >= maxFiles) refusal = fill(tooMany, { n: maxFiles });
    else if (file.size > maxBytes || all > maxAll) refusal = fill(tooBig, { name: file.name });
    else files.push(file);
  }
  keep(form, files);
  tell(form.querySelector("[data-say]"), refusal);
}

const composer = (target) => target.closest?.("form[data-compose]");

document.addEventListener("change", ({ target }) => {
  if (target.type === "file" && composer(target)) add(target.form, [...target.files]);
});

document.addEventListener("paste", (e) => {
  const form = composer(e.target), { files } = e.clipboardData;
  if (!form || !picker(form) || !files.length || e.clipboardData.getData("text/plain")) return;
  e.preventDefault();
  add(form, files);
});

// A file dropped beside the form would replace the page, and the text with it.
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (e) => {
    const form = composer(e.target) ?? document.querySelector("form[data-compose]");
    if (!form || !picker(form) || !e.dataTransfer?.types.includes("Files") || e.target === picker(form)) return;
    e.preventDefault();
    if (name === "drop") add(form, e.dataTransfer.files);
  });
}
