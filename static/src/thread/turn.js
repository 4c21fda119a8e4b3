// What the ticket waits for. The card that was answered goes, and with it the button
// that had the focus: that goes on to the next card, or to where one writes. An answer
// that came too late, or never arrived, is said where one writes, with a way on.
// It comes with a thread alone (thread.js), and is handed what that has already.
import { parse } from "../lib/html.js";

const answers = (ctx) => ctx?.sourceElement?.closest?.("#turn");
let held;

export function watch(setStatus) {
  const say = (words) => {
    const form = document.getElementById("composer");
    setStatus(form.querySelector("[data-say]"), words ?? form.dataset.failed,
      { words: form.dataset.latest, href: location.pathname });
  };
  const on = (name, heard) => document.addEventListener(`htmx:${name}`, heard);

  on("before:swap", () => { held = document.activeElement.closest("#turn"); });
  on("after:swap", () => {
    if (held && document.activeElement === document.body)
      document.querySelector("#turn :is(button, a, input), #body")?.focus({ preventScroll: true });
  });
  on("after:request", (e) => {
    const { ctx } = e.detail;
    if (!answers(ctx) || ctx.response.raw.ok) return;
    e.preventDefault();
    say(parse(ctx.text).getElementById("say")?.textContent);
  });
  on("error", ({ detail: { ctx } }) => answers(ctx) && say());
}
