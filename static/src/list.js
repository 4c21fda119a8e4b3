// For the pages that list tickets.
import "./as-of.js";
import "./rows.js";
import "./times.js";

// The tab of the list that is shown is in sight, also where they are wider than the screen.
const here = document.querySelector(".tabs [aria-current]");
if (here) here.parentElement.scrollLeft += here.getBoundingClientRect().right - innerWidth + 16;
