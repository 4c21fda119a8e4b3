// For the pages that list tickets.
import "./as-of.js";
import "./rows.js";
import "./times.js";
