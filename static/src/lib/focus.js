// The focus is never lost. The page that a form leads to begins at its heading, or at
// the place that its address names, from where the first Tab leads to the skip link as
// on any page; who closes a menu or a sheet is back at its button.
const { body } = document, ACTED = "hilo-acted";
const lost = () => document.activeElement === body;

function attempt(what) {
  try { return what(); } catch { return null; } // a browser may forbid storage
}

addEventListener("submit", ({ target, defaultPrevented }) =>
  defaultPrevented || target.method !== "post" || attempt(() => sessionStorage.setItem(ACTED, "1")));

if (attempt(() => sessionStorage.getItem(ACTED))) {
  sessionStorage.removeItem(ACTED);
  const place = document.getElementById(location.hash.slice(1)) ?? document.querySelector("h1");
  if (lost() && place && !document.querySelector("[autofocus]:not([popover] *)")) {
    if (!place.matches("a, button, input, select, textarea")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.addEventListener("keydown", (e) => {
      if (e.key !== "Tab" || e.shiftKey) return;
      e.preventDefault();
      document.querySelector(".skip").focus();
    }, { once: true });
  }
}

document.addEventListener("toggle", ({ target, newState }) => {
  if (newState === "open") target.querySelector("[autofocus]")?.select(); // to be typed over
  if (newState !== "closed" || !lost()) return;
  [...document.querySelectorAll(`[popovertarget="${target.id}"]`)].find((button) => button.checkVisibility())
    ?.focus({ preventScroll: true });
}, true);
