// Earlier entries come in above: what is read stays where it is, and the focus at hand.
// What was searched for may be among them.
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

// reach asks for earlier entries until that one is there, and goes to it.
export function reach(id) {
  let asked;
  function step() {
    const entry = document.getElementById(id), link = entries.querySelector(".thread__older a[hx-get]");
    if (!entry && link && link !== asked) return (asked = link).click();
    if (!entry && link) return;
    document.removeEventListener("htmx:after:swap", step);
    if (!entry) return;
    entry.tabIndex = -1;
    entry.focus({ preventScroll: true });
    entry.scrollIntoView({ block: "center", behavior: "instant" });
  }
  document.addEventListener("htmx:after:swap", step);
  if (document.readyState === "complete") step();
  else addEventListener("load", step);
}
