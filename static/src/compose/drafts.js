// Unsent text survives a reload, a closed tab and a dead session: it is kept on this
// device with the key of its send, for this account only. Where the form says so
// (data-ticket) the server keeps it too, and it follows the person to another device.
import { carryOver, chips, dropChips } from "./files.js";
import { setStatus } from "../lib/status.js";
import { sentHere } from "../thread/pending.js";

const PREFIX = "hilo-draft:";
const DAYS = 30 * 864e5;
const FIELDS = /^(body|subject|want|topic|name|email|key|kind)/;
const WORDS = /^(body|subject|want_)/;

const dirty = new Map(); // form → timer until it is kept here
const unsaved = new Map(); // form → timer until it is kept on the server
const account = document.documentElement.dataset.account ?? "";
const place = (form) => form.dataset.draftStore === "session" ? sessionStorage : localStorage;
const name = (form) => PREFIX + form.dataset.draft;
const underway = new Map(); // form → what is being sent from its box
const fields = (form) => [...form.elements]
  .filter(({ checked, name, type }) => FIELDS.test(name) && (checked || !/file|radio|box/.test(type)));
const words = (form) => fields(form).filter(({ name }) => WORDS.test(name));
const whole = (form, { name, value }) => name === "body"
  ? [underway.get(form), value].filter(Boolean).join("\n\n") : value;
const typed = (form) => fields(form).map((field) => [field.name, whole(form, field)]);
const read = (form) => attempt(() => JSON.parse(place(form).getItem(name(form))));
const write = (form, draft) => attempt(() => place(form).setItem(name(form), JSON.stringify(draft)));

function rest(timers, form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

// take is what the form holds, on its way. It is kept until it is there; a box that
// is to be free is empty at once.
export function take(form, free) {
  if (form.dataset.draft) {
    keep(form);
    rest(unsaved, form); // the server would keep it after it is sent
  }
  const texts = JSON.stringify(typed(form));
  if (free) {
    const { body } = form.elements;
    underway.set(form, body.value);
    body.value = "";
  }
  return texts;
}

// giveBack: it did not go.
export function giveBack(form) {
  form.elements.body.value = typed(form).find(([name]) => name === "body")[1];
  underway.delete(form);
  touch(form);
}

// forget: these texts were sent; another tab may have more. The next key comes from the server.
export function forget(form, texts) {
  underway.delete(form);
  if (!form.dataset.draft) return;
  rest(dirty, form);
  rest(unsaved, form);
  const kept = texts && read(form);
  if (!kept || JSON.stringify(kept.texts) === texts) attempt(() => place(form).removeItem(name(form)));
}

// touch keeps what the form holds, soon.
export function touch(form) {
  if (!form.dataset.draft) return;
  rest(dirty, form);
  dirty.set(form, setTimeout(save, 400, form));
}

function keep(form) {
  if (words(form).some((field) => whole(form, field).trim()))
    write(form, { account, at: Date.now(), texts: typed(form) });
  else forget(form);
  rest(dirty, form);
}

function save(form) {
  keep(form);
  if (!form.dataset.ticket) return;
  rest(unsaved, form);
  unsaved.set(form, setTimeout(queue, 800, form));
}

let turn = Promise.resolve(); // an older text never overtakes a newer one
const queue = (form) => { turn = turn.then(() => unsaved.has(form) && put(form)); };

// put keeps it on the server. What is marked as saved may be newer there, or gone.
async function put(form, leaving) {
  rest(unsaved, form);
  const texts = typed(form);
  const ok = await ask(form, { method: "PUT", body: new URLSearchParams(texts), keepalive: !!leaving });
  const draft = ok && read(form);
  if (draft && JSON.stringify(draft.texts) === JSON.stringify(texts)) write(form, { ...draft, saved: true });
}

const ask = (form, how) => fetch(`/drafts/${form.dataset.ticket}`, { headers: { "HX-Request": "true" }, ...how })
  .then(({ status }) => status === 204, () => false); // 200: this key was sent, so nothing is kept there

// restore: what never reached the server wins over what is there; what did follows
// the server, where it may have been sent since. A refused form is left as it is.
function restore(form) {
  form.autocomplete = "off"; // a browser would put back an older text, after this
  if ("refused" in form.dataset) return;
  const draft = read(form), theirs = words(form).some((field) => field.defaultValue.trim());
  let back = theirs || chips(form).length;
  if (draft && draft.account === account && Date.now() - draft.at < DAYS) {
    if (draft.saved && !document.documentElement.dataset.kept) theirs || forget(form);
    else back = !fillIn(form, draft.texts);
  }
  if (words(form).some(early)) touch(form);
  if (!back) return;
  say(form, form.dataset.restored, {
    words: form.dataset.discard, press: () => import("./discard.js").then(({ discard }) => discard(form, tools)),
  });
  form.addEventListener("input", () => say(form), { once: true });
}

// say tells above the first field what became of the draft.
const say = (form, words, action) => setStatus(form.querySelector("[data-back]"), words, action);

// early: written before this script came over a slow line. It stays, after what was there.
const early = ({ value, defaultValue }) => value !== (defaultValue ?? value) && value;

function fillIn(form, texts) {
  for (const [name, value] of texts) {
    const field = form.elements[name], more = field && early(field) || "";
    if (field && !more.includes(value))
      field.value = value.includes(more) ? value : field.type === "textarea" ? `${value}\n\n${more}` : more;
    else if (!field && value && /^(want_|when|ids)/.test(name)) // nobody asks for it any more
      form.elements.body.value += `\n${value}`;
  }
  touch(form);
}

// empty: what it held is somewhere else now, or thrown away.
export function empty(form) {
  forget(form);
  words(form).forEach((field) => { field.value = field.defaultValue = ""; });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// A browser may forbid storage, or be full. Writing goes on without it.
export function attempt(what) {
  try { return what(); } catch { return null; }
}

function leave() {
  [...dirty.keys()].forEach(save);
  [...unsaved.keys()].forEach((form) => put(form, true));
}

const changed = ({ target }) => target.form && touch(target.form);
document.addEventListener("input", changed);
document.addEventListener("change", changed);
document.addEventListener("visibilitychange", () => document.hidden && leave());
addEventListener("pagehide", leave);

// Signing out leaves nothing behind on a shared computer.
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") !== "/sign-out") return;
  leave();
  for (const store of [localStorage, sessionStorage])
    attempt(() => Object.keys(store).filter((key) => key.startsWith(PREFIX)).forEach((key) => store.removeItem(key)));
  attempt(() => navigator.clearAppBadge?.());
}, true);

// What comes once something happens to a draft is handed these.
const tools = {
  empty: (form) => { empty(form); dropChips(form); },
  carryOver, chips, fillIn, name, place, say, touch, typed, words,
};

document.querySelectorAll("form[data-draft]").forEach(restore);

// Another tab or device may send what is here.
addEventListener("storage", (e) => e.oldValue && !e.newValue && e.key.startsWith(PREFIX)
  && import("./elsewhere.js").then(({ dropped }) => dropped(e, tools)));
function look() {
  const form = document.getElementById("composer"),
    entry = form && document.querySelector(`#entries [data-key="${CSS.escape(form.elements.key.value)}"]`);
  if (entry && !sentHere(entry)) import("./elsewhere.js").then(({ arrived }) => arrived(form, entry, tools));
}
document.addEventListener("htmx:after:swap", look);
look();
