// Earlier entries come in above: what is read stays where it is, and the focus at hand.
const entries = document.getElementById("entries");
const first = () => entries.querySelector(':scope > [id^="entry-"]');
let mark, top, held;

if (entries) {
  document.addEventListener("htmx:before:swap", () => {
    mark = first();
    top = mark?.getBoundingClientRect().top;
    held = document.activeElement.closest(".thread__older");
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!mark?.isConnected || first() === mark) return;
    scrollBy({ top: mark.getBoundingClientRect().top - top, behavior: "instant" });
    if (!held) return;
    const next = entries.querySelector(".thread__older a") ?? first(); // on to the ones before, or to the beginning
    if (next.matches("[id]")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
    held = null;
  });
}
