// What the desk asked for ticks itself off while the answer is written. A tick by
// hand counts more than what is found; it is kept beside the draft, for this asking.
// It comes when somebody asks (asked.js), and so stands apart from the drafts.
import { picture, reader } from "./patterns.js";

const account = document.documentElement.dataset.account ?? "";
let beside; // where the ticks are kept
let asking = null, read, hand = {}, held;

// recall brings the ticks of the asking that is shown, and drops those of one that is over.
function recall(form, list) {
  if (asking === list?.dataset.asked) return;
  asking = list?.dataset.asked;
  hand = {};
  if (!list) return beside(form, "ticks").write();
  read = reader(list.dataset.patterns);
  const kept = beside(form, "ticks").read();
  if (kept?.account === account && kept.asking === asking) hand = kept.hand;
}

function look({ target } = {}) {
  const form = document.getElementById("composer"), list = document.getElementById("wants");
  if (!form) return;
  recall(form, list);
  if (!list) return;
  if (target?.matches?.("[data-want]")) {
    hand[target.dataset.want] = target.checked;
    beside(form, "ticks").write({ account, asking, hand });
  }
  const text = form.elements.body.value;
  const found = { transaction: read.ids(text).length > 0, time: read.time(text), screenshot: picture(form) };
  for (const box of list.querySelectorAll("[data-want]"))
    box.checked = hand[box.dataset.want] ?? found[box.dataset.want] ?? false;
}

export function watch(place) {
  beside = place;
  // The stream may replace the list while a box has the focus.
  document.addEventListener("htmx:before:swap", () => { held = document.activeElement?.dataset.want; });
  document.addEventListener("htmx:after:swap", () => {
    look();
    if (held && document.activeElement === document.body)
      document.getElementById(`want-${held}`)?.focus({ preventScroll: true });
  });
  document.addEventListener("input", look);
  document.addEventListener("files", look);
  look(); // drafts are back by now
}
