// A new ticket is written without a stream: a cut line is said, and what is like it
// could not be looked for meanwhile.
import "../lib/cut.js";

addEventListener("online",
  () => document.getElementById("subject")?.dispatchEvent(new Event("input", { bubbles: true })));
