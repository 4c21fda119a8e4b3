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
