// What the ticket waits for. The card that was answered goes, and with it the button
// that had the focus: that goes on to the next card, or to where one writes.
import { tell } from "./say.js";

let held;
document.addEventListener("htmx:before:swap", () => { held = document.activeElement.closest("#turn"); });
document.addEventListener("htmx:after:swap", () => {
  if (held && document.activeElement === document.body) document.querySelector("#turn :is(button, a, input), #body")?.focus({ preventScroll: true });
});

// An answer that came too late, or never arrived, is said where one writes, with a way on.
const answers = (ctx) => ctx?.sourceElement?.closest?.("#turn");
function say(words) {
  const form = document.getElementById("composer");
  tell(form.querySelector("[data-say]"), words ?? form.dataset.failed, { words: form.dataset.latest, href: location.pathname });
}
document.addEventListener("htmx:after:request", (e) => {
  const { ctx } = e.detail;
  if (!answers(ctx) || ctx.response.raw.ok) return;
  e.preventDefault();
  say(new DOMParser().parseFromString(ctx.text, "text/html").getElementById("say")?.textContent);
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => answers(ctx) && say());
