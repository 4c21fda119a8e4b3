// Unsent text survives a reload, a closed tab and a dead session. It is kept on
// this device with the key of its send, for this account only.
const PREFIX = "hilo-draft:";
const DAYS = 30 * 864e5;
const FIELDS = "textarea[name],select[name=topic],input:is([name=subject],[name=name],[name=email],[name=key],[name=when],[name=ids])";

const dirty = new Map(); // form → timer
const account = document.documentElement.dataset.account ?? "";
const place = (form) => form.dataset.draftStore === "session" ? sessionStorage : localStorage;
const name = (form) => PREFIX + form.dataset.draft;
const fields = (form) => [...form.querySelectorAll(FIELDS)];

// forget: it was sent. The next key comes from the server.
export function forget(form) {
  if (!form.dataset.draft) return;
  clearTimeout(dirty.get(form));
  dirty.delete(form);
  attempt(() => place(form).removeItem(name(form)));
}

function save(form) {
  clearTimeout(dirty.get(form));
  dirty.delete(form);
  const texts = fields(form).map((field) => [field.name, field.value]);
  const worth = fields(form).some((field) => field.matches("textarea,[name=subject]") && field.value.trim());
  if (!worth) forget(form);
  else attempt(() => place(form).setItem(name(form), JSON.stringify({ account, at: Date.now(), texts })));
}

// restore leaves alone what the server put there: a refused form, a draft from
// another device.
function restore(form) {
  const draft = attempt(() => JSON.parse(place(form).getItem(name(form))));
  if (!draft || draft.account !== account || Date.now() - draft.at > DAYS) return;
  if (fields(form).some((field) => field.matches("textarea") && field.defaultValue.trim())) return;
  const texts = new Map(draft.texts);
  for (const field of fields(form))
    if (texts.get(field.name)) field.value = texts.get(field.name);
}

// A browser may forbid storage, or be full. Writing goes on without it.
function attempt(what) {
  try { return what(); } catch { return null; }
}

function changed({ target }) {
  const form = target.form;
  if (!form?.dataset.draft || !target.matches(FIELDS)) return;
  clearTimeout(dirty.get(form));
  dirty.set(form, setTimeout(save, 400, form));
}
document.addEventListener("input", changed);
document.addEventListener("change", changed);
addEventListener("pagehide", () => [...dirty.keys()].forEach(save));

// Signing out leaves nothing behind on a shared computer.
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") !== "/sign-out") return;
  dirty.forEach(clearTimeout);
  dirty.clear();
  for (const store of [localStorage, sessionStorage])
    attempt(() => Object.keys(store).filter((key) => key.startsWith(PREFIX)).forEach((key) => store.removeItem(key)));
  attempt(() => navigator.clearAppBadge?.());
}, true);

document.querySelectorAll("form[data-draft]").forEach(restore);
