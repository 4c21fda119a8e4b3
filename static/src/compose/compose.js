// Writing and sending: once, without losing a word or a file whatever happens on
// the way. The server's answer decides; this keeps what the person made until then.
import {
  adrift, busy, carries, carryOver, chips, dropChips, lost, refused, uploadsSettled, wordsOf,
} from "./files.js";
import { empty, forget, giveBack, take, touch } from "./drafts.js";
import { clear } from "./mended.js";
import { spoken } from "../thread/message.js";
import { pend } from "../thread/pending.js";
import { setStatus, statusLine } from "../lib/status.js";

const REFUSED = [409, 413, 422, 429]; // answered with the form itself
const sending = new Map(); // form → the buttons that wait, and who had the focus

const composer = (ctx) => ctx?.sourceElement?.matches?.("form[data-compose]") ? ctx.sourceElement : ctx?.composer;
const areas = (form) => [...form.querySelectorAll("textarea")];

function hold(form, words) {
  const buttons = [...form.elements].filter((each) => each.matches("button:enabled:not([type=button])"));
  sending.set(form, { buttons, focus: document.activeElement });
  buttons.forEach((button) => { button.disabled = true; });
  form.ariaBusy = "true";
  setStatus(statusLine(form), words ?? form.dataset.sending, !words);
}

function release(form) {
  const { buttons = [], focus } = sending.get(form) ?? {};
  sending.delete(form);
  form.ariaBusy = null;
  buttons.forEach((button) => { button.disabled = false; });
  if (document.activeElement === document.body) focus?.focus({ preventScroll: true }); // a disabled button loses it
}

// handOver is what is sent now; below a thread the box is free at once.
function handOver(form) {
  const texts = take(form, form.id === "composer");
  areas(form).forEach(grow);
  return { texts, chips: chips(form) };
}

// spend empties the fields of details that were sent: the body's is free already.
function spend(form, { texts }) {
  for (const [name, value] of JSON.parse(texts)) {
    const field = form.elements[name];
    if (/^want_/.test(name) && field?.value === value) field.value = field.defaultValue = "";
  }
}

// stay brings it back: it was not sent.
function stay(form) {
  giveBack(form);
  areas(form).forEach(grow);
}

// done: it is stored, or waits as the words say. What was written or added meanwhile stays.
function done(form, sent, words) {
  forget(form, sent.texts);
  form.querySelector("#guard")?.remove(); // it warned of what is sent now
  clear(form);
  form.querySelectorAll("input[name='wants[]']").forEach((box) => { box.checked = false; });
  form.querySelectorAll("details").forEach((asking) => { asking.open = false; });
  dropChips(form, sent.chips);
  if (areas(form).some((area) => area.value)) touch(form);
  const note = form.elements.kind?.value === "note";
  setStatus(statusLine(form), words ?? (note ? form.dataset.saved : form.dataset.sent), !words);
  areas(form)[0]?.focus({ preventScroll: true });
}

// arrive: what it became has taken its place; there one reads on.
function arrive(form, sent) {
  forget(form, sent.texts);
  const heading = document.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus();
}

// failed: nobody knows whether it arrived. The key goes along again, so a second
// try is safe.
function failed(form, submitter) {
  stay(form);
  release(form);
  const { failed, again } = form.dataset;
  setStatus(statusLine(form), failed,
    { words: again, press: () => form.requestSubmit(submitter?.isConnected ? submitter : null) });
}

// overflow: a server before ours takes no more, and does not say how much it would.
function overflow(form) {
  stay(form);
  setStatus(statusLine(form), wordsOf(form).tooBigThere);
}

// left: nobody could be reached, and whoever hears of it keeps the message until then.
async function left(form, body, sent, failed) {
  for (const chip of chips(form)) if (await lost(chip)) return stay(form);
  const kept = (words) => {
    if (form.id === "new") empty(form); // a thread's box is already
    spend(form, sent);
    done(form, sent, words);
  };
  const detail = { body, files: adrift(form), failed, done: kept };
  if (form.dispatchEvent(new CustomEvent("unsent", { bubbles: true, cancelable: true, detail }))) failed();
}

// over: it cannot be sent from here, for the session ended or the ticket is gone.
function over(form, why) {
  stay(form);
  setStatus(statusLine(form), form.dataset[why], {
    words: form.dataset[`${why}Words`], href: form.dataset[`${why}To`],
  });
}

// back: the form was refused and is a new element now.
function back(form, old, sent) {
  const box = areas(form)[0], more = old.id === "composer" && areas(old)[0].value;
  if (more) box.value += `\n\n${more}`; // written meanwhile
  carryOver(form, chips(old).filter((chip) => !sent.chips.includes(chip)));
  touch(form);
  areas(form).forEach(grow);
  (form.querySelector("[autofocus]") ?? box).focus();
}

// What was touched once stays as large as it became (composer.css).
document.addEventListener("focusin", ({ target: { form } }) => {
  if (form?.id === "composer") form.dataset.touched = "";
});

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (!composer(ctx)) return;
  ctx.request.action = ctx.request.submitter?.getAttribute("formaction") ?? ctx.request.action;
  ctx.request.timeout = "10m"; // a video over a slow line
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = ctx.composer = composer(ctx);
  if (!form) return;
  const text = spoken([...new FormData(form)]);
  if (form.id === "composer" && text.trim()) ctx.arrived = pend(form, text, form.elements.key.value);
  ctx.sent = handOver(form);
  hold(form);
});

document.addEventListener("htmx:after:request", (e) => {
  const { ctx } = e.detail, form = composer(ctx);
  if (!form) return;
  ctx.arrived?.();
  const { status, raw } = ctx.response;
  if (raw.ok && raw.redirected) {
    e.preventDefault();
    empty(form); // who comes back to this page finds no second copy
    location.assign(raw.url);
  } else if (raw.ok) {
    if (ctx.hx.redirect) empty(form);
    spend(form, ctx.sent);
    ctx.stored = true;
  } else if (REFUSED.includes(status) && ctx.text.includes(`id="${form.id}"`)) {
    Object.assign(ctx, { target: form, swap: "outerHTML", select: `#${form.id}` });
  } else {
    e.preventDefault();
    if (status === 401) over(form, "ended");
    else if (status === 404 && form.dataset.gone) over(form, "gone");
    else if (status === 413) overflow(form);
    else failed(form, ctx.request.submitter);
  }
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const form = ctx.composer;
  if (!form) return;
  if (!ctx.stored) back(document.getElementById(form.id), form, ctx.sent);
  else if (form.isConnected) done(form, ctx.sent);
  else arrive(form, ctx.sent);
});

// No answer at all, or one that could not be shown.
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx?.composer?.isConnected) return;
  left(ctx.composer, ctx.request.body, ctx.sent, () => failed(ctx.composer, ctx.request.submitter));
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  ctx.arrived?.();
  if (ctx.composer) release(ctx.composer);
});

const looked = new WeakSet(); // forms whose files were there a moment ago

// A double click sends once, and files arrive first: held before htmx or the browser hear of it.
document.addEventListener("submit", (e) => {
  const form = e.target,
    waits = !sending.has(form) && form.matches("form[data-compose]")
      && (busy(form) || refused(form).length || carries(form) && !looked.delete(form));
  if (!sending.has(form) && !waits) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  if (waits) wait(form, e.submitter);
}, true);

// wait sends once all files are up, or known to be there. One that failed is for the
// person to mend.
async function wait(form, submitter) {
  hold(form, form.dataset.uploading);
  await uploadsSettled(form);
  const gone = (await Promise.all(chips(form).map(lost))).some(Boolean);
  release(form);
  if (gone || !form.isConnected) return;
  if (refused(form).length) return setStatus(statusLine(form), wordsOf(form).refused);
  if (busy(form))
    return strand(form);
  looked.add(form);
  form.requestSubmit(submitter);
}

// strand: a file could not go up, so nothing could.
function strand(form) {
  const body = new FormData(form);
  left(form, body, handOver(form), () => {
    stay(form);
    setStatus(statusLine(form), form.dataset.stuck);
  });
}

// The second half of a double click presses nothing: by then another button may have
// taken the place.
document.addEventListener("click",
  (e) => e.detail > 1 && e.target.closest("button:not([type=button])") && e.preventDefault(), true);

// A form that the browser sends by itself goes once too: the answer to its second
// tap would be the one that is seen. Held once its data are gathered; who stopped
// the browser may try again.
document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (defaultPrevented || target.method !== "post") return;
  setTimeout(hold, 0, target);
  setTimeout(release, 10000, target);
});
addEventListener("pageshow", (e) => e.persisted && [...sending.keys()].forEach(release));

document.addEventListener("keydown", (e) => {
  const form = e.target.form;
  if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || e.isComposing || !form?.matches("form[data-compose]")) return;
  e.preventDefault();
  const buttons = [...form.querySelectorAll("button:enabled:not([type=button])")]
    .filter((button) => button.checkVisibility());
  form.requestSubmit(buttons.find((button) => "default" in button.dataset) ?? buttons[0]);
});

// Browsers without field-sizing get the same by hand.
const grows = CSS.supports("field-sizing", "content");
function grow(area) {
  if (grows) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}
document.addEventListener("input", ({ target }) => target.matches("form[data-compose] textarea") && grow(target));
document.querySelectorAll("form[data-compose] textarea").forEach(grow); // drafts are back by now
