// The files of a form before they are sent: chosen, pasted or dropped. Where the
// server keeps what is not sent yet (data-ticket), each goes up by itself, and its
// chip comes back with the id that the send carries. Nobody's wait in the form.
import { fill, setStatus, statusLine } from "../lib/status.js";

const kept = new Map(); // files that go with the form, by its id
const rising = new Map(); // chip → its attempt to go up: { file, request, done, over }
const fileOf = new WeakMap(); // chip → file that goes with the form

export const chips = (form) => [...form.querySelector("[data-files]")?.children ?? []];
const chosen = (form) => kept.get(form.id) ?? [];
const picker = (form) => form.querySelector("input[type=file]");
const early = (form) => "ticket" in form.dataset;
export const wordsOf = (form) => form.querySelector("template[data-chip]").dataset;

// refused are the chips of files that cannot go as they are: only the person can mend them.
export const refused = (form) => chips(form).filter((chip) => chip.matches(".file--refused"));

// busy: something is on its way, or did not arrive. uploadsSettled waits until nothing is on its way.
export const busy = (form) => chips(form).some((chip) => rising.has(chip));
export async function uploadsSettled(form) {
  const last = () => chips(form).map((chip) => rising.get(chip)).findLast((attempt) => attempt && !attempt.over);
  for (let attempt; (attempt = last());) await attempt.done;
}

// carries: files go with the form itself.
export const carries = (form) => !early(form) && chosen(form).length > 0;

// adrift are the attempts of files that are not up.
export const adrift = (form) => chips(form).map((chip) => rising.get(chip)).filter(Boolean);

// dropChips takes chips away: they were sent, or thrown away with their draft.
export function dropChips(form, some = chips(form)) {
  for (const chip of some) {
    rising.get(chip)?.request?.abort();
    rising.delete(chip);
    forget(chip);
    chip.remove();
  }
  showChips(form);
}

// carryOver brings what came while a form was sent into the form that took its place.
export function carryOver(form, added) {
  if (!early(form)) return keep(form, chosen(form));
  form.querySelector("[data-files]")?.append(...added);
  showChips(form);
}

function showChips(form) {
  const list = form.querySelector("[data-files]");
  if (list) {
    list.hidden = !list.children.length;
    form.querySelector("[data-drop]").hidden = refused(form).length < 2;
  }
  form.dispatchEvent(new Event("files", { bubbles: true }));
}

// keep makes files the form's own files and shows them, and those that were refused.
function keep(form, files, others = outsiders(form)) {
  if (!picker(form)) return;
  kept.set(form.id, files);
  const all = new DataTransfer();
  files.forEach((file) => all.items.add(file));
  picker(form).files = all.files;
  chips(form).filter((chip) => !others.includes(chip)).forEach(forget);
  form.querySelector("[data-files]").replaceChildren(...others, ...files.map((file) => chip(form, file)));
  showChips(form);
}

// What can be shown of a picture is shown; of all else its sign.
const reveal = ({ target }) => {
  if (target.matches?.("[data-view] img")) target.parentNode.hidden = false;
};
document.addEventListener("load", reveal, true);
for (const target of document.images) if (target.naturalWidth) reveal({ target });

// chip fills the form's own template, so words and icons stay the server's.
function chip(form, file) {
  const chip = form.querySelector("template[data-chip]").content.firstElementChild.cloneNode(true);
  chip.querySelector(".file__name").textContent = file.name;
  chip.querySelector(".file__size").textContent = size(file.size);
  for (const part of chip.querySelectorAll("[aria-label]"))
    part.setAttribute("aria-label", fill(part.getAttribute("aria-label"), { name: file.name }));
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) {
    const view = chip.querySelector("[data-view]"), picture = new Image();
    Object.assign(picture, { alt: "", src: URL.createObjectURL(file) });
    view.append(picture);
  }
  fileOf.set(chip, file);
  return chip;
}

// outside is the chip of a file that does not go, and why.
function outside(form, { name, size }, why) {
  const made = chip(form, { name, size });
  fileOf.delete(made);
  mark(made, why, false);
  return made;
}

const outsiders = (form) => refused(form).filter((chip) => !fileOf.has(chip));

const forget = (chip) => URL.revokeObjectURL(chip.querySelector("[data-view] img")?.src);

// mark shows why a file is not with the server, and whether it may go yet.
function mark(chip, why, again) {
  chip.classList.add("file--failed");
  chip.classList.toggle("file--refused", !again);
  chip.querySelector("progress").hidden = true;
  chip.querySelector("[data-retry]").hidden = !again;
  chip.querySelector(".file__why").textContent = why;
}

function size(bytes) {
  const [unit, by] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  return new Intl.NumberFormat(document.documentElement.lang,
    { style: "unit", unit, maximumFractionDigits: bytes < 1e6 ? 0 : 1 })
    .format(bytes < 1e6 ? Math.ceil(bytes / by) : bytes / by);
}

// add takes what fits; of the rest each chip says why it stays outside, and one names
// all that are too many. The server judges again.
function add(form, more, refusal = "") {
  const words = wordsOf(form), room = Math.max(0, words.maxFiles - chips(form).length + refused(form).length);
  const whyNot = (file) => file.size > words.maxBytes ? fill(words.tooBig, { size: size(file.size) })
    : file.size ? "" : words.empty;
  const good = more.filter((file) => !whyNot(file)), fit = good.slice(0, room), beyond = good.slice(room);
  const others = more.filter(whyNot).map((file) => outside(form, file, whyNot(file)));
  if (beyond.length) {
    const name = beyond.map((file) => file.name).join(", ");
    others.push(outside(form, { name, size: beyond.reduce((sum, file) => sum + file.size, 0) }, words.tooMany));
  }
  if (early(form)) {
    const fresh = fit.map((file) => chip(form, file));
    form.querySelector("[data-files]").append(...fresh);
    form.querySelector("[data-files]").prepend(...others); // in sight
    showChips(form);
    fresh.forEach(rise);
  } else keep(form, [...chosen(form), ...fit], [...outsiders(form), ...others]);
  setStatus(statusLine(form), refusal);
  if (!refusal) others.forEach(tell);
}

// tell says of a chip why its file is not there to those who hear the page.
function tell(chip) {
  const [name, why] = ["name", "why"].map((part) => chip.querySelector(`.file__${part}`).textContent);
  setStatus(statusLine(chip.closest("form")), why.includes(name) ? why : `${name}: ${why}`, true);
}

let turn = Promise.resolve(); // one goes up at a time: a line has no room for more

function rise(chip) {
  const attempt = { file: fileOf.get(chip), again: chip.matches(".file--failed") };
  rising.set(chip, attempt);
  chip.classList.remove("file--failed");
  chip.querySelector(".file__why").textContent = "";
  chip.querySelector("progress").hidden = false;
  chip.querySelector("[data-retry]").hidden = true;
  attempt.done = turn = turn.catch(() => {}).then(async () => {
    if (rising.get(chip) === attempt && !await lost(chip)) await send(chip, attempt);
    attempt.over = true;
  });
}

// send goes by XMLHttpRequest: fetch tells nothing of how far it is.
const send = (chip, attempt) => new Promise((done) => {
  const form = chip.closest("form"), request = attempt.request = new XMLHttpRequest(), body = new FormData();
  body.set("ticket", form.dataset.ticket);
  body.set("files", attempt.file);
  request.open("POST", "/uploads");
  request.setRequestHeader("HX-Request", "true");
  request.responseType = "document";
  request.upload.onprogress = ({ loaded, total }) => { chip.querySelector("progress").value = loaded / total; };
  request.onloadend = async () => {
    if (rising.get(chip) === attempt) await arrived(chip, request);
    done();
  };
  request.send(body);
});

async function arrived(chip, { status, response }) {
  const { again } = rising.get(chip), fresh = status === 201 && response?.querySelector("li"),
    form = chip.closest("form");
  if (fresh) {
    const focused = chip.contains(document.activeElement);
    rising.delete(chip);
    fresh.querySelector("[data-view]")?.remove();
    fresh.prepend(chip.querySelector("[data-view]")); // it shows already what that one would
    chip.replaceWith(fresh);
    if (focused) fresh.querySelector("[data-remove]").focus();
    if (again && !form.querySelector(".file--failed")) setStatus(statusLine(form)); // it did go
    return;
  }
  if (!status && await lost(chip)) return;
  const words = wordsOf(form), why = response?.getElementById("say")?.textContent;
  stay(chip, why ?? (status === 413 ? words.tooBigThere : words.notUp), ![413, 422].includes(status));
}

// stay marks a file that did not go, and says why; again: it may go the next time.
function stay(chip, why, again) {
  if (!chip.isConnected) return;
  mark(chip, why, again);
  showChips(chip.closest("form"));
  tell(chip);
}

// lost: it changed, moved or is forbidden since it was chosen. Browsers call that a
// connection that failed (Chromium), send what is left of it (WebKit), or never end
// (Firefox): it is looked at before.
export async function lost(chip) {
  const file = fileOf.get(chip),
    gone = await file?.arrayBuffer().then(({ byteLength }) => byteLength !== file.size, () => true);
  const form = gone && chip.closest("form"), words = form && wordsOf(form);
  if (form) stay(chip, fill(words.changed, { name: file.name }), false);
  return gone;
}

function remove(form, chip) {
  const { upload } = chip.dataset;
  if (upload)
    fetch(`/uploads/${upload}`, { method: "DELETE", headers: { "HX-Request": "true" }, keepalive: true })
      .catch(() => {});
  if (early(form) || !fileOf.has(chip)) dropChips(form, [chip]);
  else keep(form, chosen(form).filter((file) => file !== fileOf.get(chip)));
  setStatus(statusLine(form));
  picker(form).focus();
}


const composer = (target) => (target.form ?? target).closest?.("[data-compose]");

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-retry], [data-remove], [data-drop]"), chip = button?.closest("li");
  if (!button) return;
  if ("retry" in button.dataset) {
    rise(chip);
    chip.querySelector("[data-remove]").focus(); // the button goes, and with it the focus
  }
  else if (chip) remove(button.form, chip);
  else for (const one of refused(button.form)) remove(button.form, one);
});

document.addEventListener("change", ({ target }) => {
  const form = target.type === "file" && composer(target);
  if (!form) return;
  add(form, [...target.files]);
  if (early(form) || target !== picker(form)) target.value = "";
});

// Chosen before this script came.
document.querySelectorAll("input[type=file]")
  .forEach((field) => field.files.length && field.dispatchEvent(new Event("change", { bubbles: true })));

// A file dropped beside the form would replace the page, and the text with it.
for (const name of ["paste", "dragover", "drop"]) {
  document.addEventListener(name, (e) => {
    const data = e.clipboardData ?? e.dataTransfer,
      form = composer(e.target) ?? (e.dataTransfer && document.querySelector("form[data-compose]"));
    if (!form || !picker(form) || !data.types.includes("Files") || e.clipboardData?.getData("text/plain")) return;
    e.preventDefault();
    if (name !== "dragover") takeCarried(form, [...data.items]);
  });
}

// takeCarried takes what was carried here. A folder has no bytes of its own.
function takeCarried(form, items) {
  const folders = items.map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory)
    .map(({ name }) => name);
  const files = items.map((item) => item.getAsFile()).filter((file) => file && !folders.includes(file.name));
  const words = wordsOf(form);
  add(form, files, folders[0] && fill(words.folder, { name: folders.join(", ") }));
}
