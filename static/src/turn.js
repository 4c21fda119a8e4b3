// The card that was answered goes, and with it the button that had the focus: that
// goes on to the next card, or to where one writes.
let held;

document.addEventListener("htmx:before:swap", () => { held = document.activeElement.closest("#turn"); });
document.addEventListener("htmx:after:swap", () => {
  if (held && document.activeElement === document.body) document.querySelector("#turn :is(button, a, input), #body")?.focus({ preventScroll: true });
});
