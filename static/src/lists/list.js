// For the pages that list tickets.
import "./as-of.js";
import "./rows.js";
import "./search.js";
import "./times.js";
import "../desk/copy.js";

// What may be a stranger's stays open, or closed, when it comes anew.
let open;
const claims = () => document.querySelector(".claims");
document.addEventListener("toggle", ({ target }) => { if (target === claims()) open = target.open; }, true);
document.addEventListener("htmx:after:swap", () => { if (open && claims()) claims().open = true; });

// The tab of the list that is shown is in sight, also where they are wider than the screen.
const here = document.querySelector(".tabs [aria-current]");
if (here) here.parentElement.scrollLeft += here.getBoundingClientRect().right - innerWidth + 16;

// Another part of the list begins at the tab that led to it (focus.js), else at its heading.
addEventListener("click", ({ target, defaultPrevented }) => {
  const link = target.closest("a[href*='?']");
  if (!link || defaultPrevented) return;
  const to = `a[href="${link.getAttribute("href")}"]`;
  try { sessionStorage.setItem("hilo-acted", to); } catch { /* then it does not */ }
});
