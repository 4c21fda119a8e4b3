// What the ticket waits for, what the desk makes of it, and how its requester calls it.
// The card that was answered goes, and with it the button that had the focus: that goes
// on to the next card, or to where one writes. An answer
// that came too late, or never arrived, is said where one writes, with a way on.
// It comes with a thread alone (thread.js), and is handed what that has already.
import { parse } from "../lib/html.js";

const PARTS = "#turn, #panel, #rename";
const shown = {}; // by id of a part, as of which change of the ticket
const answers = (ctx) => ctx?.sourceElement?.closest?.(PARTS);
let held;

// chosen: somebody has picked or typed something there that is not sent yet.
const chosen = (part) => part.querySelector(":popover-open, .menu:not([popover])")
  || part.querySelector("textarea")?.value
  || [...part.querySelectorAll("option")].some((each) => each.selected !== each.defaultSelected);

export function watch(setStatus) {
  const say = (ctx, words) => {
    const form = ctx.sourceElement.closest("[data-failed]") ?? document.getElementById("composer");
    setStatus(form.querySelector("[data-say]"), words ?? form.dataset.failed,
      { words: form.dataset.latest, href: location.pathname });
  };
  const on = (name, heard) => document.addEventListener(`htmx:${name}`, heard);

  on("before:swap", ({ detail: { ctx, tasks } }) => {
    held = document.activeElement.closest(PARTS)?.id;
    const own = answers(ctx); // what somebody else did takes no choice away that is not made yet
    const kept = tasks.filter(({ target, swapSpec: { rev } }) => {
      if (rev < shown[target?.id]) return; // an answer that the stream has overtaken
      if (!own && target?.matches?.(PARTS) && chosen(target)) return;
      if (rev) shown[target?.id] = rev;
      return true;
    });
    tasks.splice(0, tasks.length, ...kept);
  });
  on("after:swap", () => {
    if (!held || document.activeElement !== document.body) return;
    const next = document.querySelector(`#${held} :is(button, a, input, select)`);
    (next ?? document.getElementById("body"))?.focus({ preventScroll: true });
  });
  on("after:request", (e) => {
    const { ctx } = e.detail;
    if (!answers(ctx) || ctx.response.raw.ok || ctx.text.startsWith("<hx-partial")) return;
    e.preventDefault();
    say(ctx, parse(ctx.text).getElementById("say")?.textContent);
  });
  on("error", ({ detail: { ctx } }) => answers(ctx) && say(ctx));
}
