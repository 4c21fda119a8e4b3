// The focus is never lost. The page that a form leads to begins at its heading, or at
// the place that its address names, from where the first Tab leads to the skip link as
// on any page; another part of a list at the tab that led to it; who closes a menu or a
// sheet is back at its button.
import { attempt } from "../compose/drafts.js";

const { body } = document, ACTED = "hilo-acted";
const lost = () => document.activeElement === body;

function stand(place) {
  place.tabIndex += 0; // set, it lets a heading have it too
  place.focus({ preventScroll: true });
}

addEventListener("submit", ({ defaultPrevented }) =>
  defaultPrevented || attempt(() => sessionStorage.setItem(ACTED, "h1")));

const acted = attempt(() => sessionStorage.getItem(ACTED)); // or what list.js says of its links
if (acted) {
  sessionStorage.removeItem(ACTED);
  const place = document.getElementById(location.hash.slice(1))
    ?? [...document.querySelectorAll(acted)].find((each) => each.checkVisibility()) ?? document.querySelector("h1");
  if (lost() && place && !document.querySelector("[autofocus]:not([popover] *)")) {
    stand(place);
    if (!place.matches("a")) place.addEventListener("keydown", (e) => {
      if (e.key !== "Tab" || e.shiftKey) return;
      e.preventDefault();
      document.querySelector(".skip").focus();
    }, { once: true });
  }
}

// A button that goes once it is pressed, and leaves it to nothing else, leaves it to the heading.
addEventListener("click", ({ target }) => {
  const button = target.closest?.("button");
  if (button) setTimeout(() => [body, button].includes(document.activeElement) && !button.checkVisibility()
    && stand(document.querySelector("h1")));
});

document.addEventListener("toggle", ({ target, newState }) => {
  if (newState === "open") target.querySelector("[autofocus]")?.select(); // to be typed over
  if (newState !== "closed" || !lost()) return;
  [...document.querySelectorAll(`[popovertarget="${target.id}"]`)].find((button) => button.checkVisibility())
    ?.focus({ preventScroll: true });
}, true);
