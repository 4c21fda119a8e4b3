// What every page has. Every page works without it; this makes it alive. What only
// some pages need stands beside it: list, new, code, typing, passkeys.
import htmx from "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import "htmx.org/dist/ext/hx-upsert.js";
import "./compose/compose.js";
import "./compose/drafts.js";
import "./thread/thread.js";
import "./lists/unread.js";
import "./lib/busy.js";
import "./lib/focus.js";
import { watch } from "./lib/live.js";

htmx.config.history = false; // pages are pages: the browser remembers them, nothing of ours does
htmx.config.defaultSettleDelay = 0; // settling writes style attributes, which the CSP refuses

let live;
function begin() { // also where a search brings another stream
  const here = document.getElementById("live");
  if (here && here !== live) watch(live = here);
}
// By then htmx has looked at the page, so #live hears "connect", and the page's other scripts hear the stream.
document.addEventListener("DOMContentLoaded", () => setTimeout(begin));
document.addEventListener("htmx:after:swap", () => setTimeout(begin));

// A page may come without its transition, as on a busy machine or in a hidden tab: that is
// no error. No event of pages has the promise of one that was over before it began.
addEventListener("unhandledrejection", (e) => /transition/i.test(e.reason?.message) && e.preventDefault());

// That it was saved, or left, is said once, not at each reload.
if (/^\?(saved|out)=1$/.test(location.search)) history.replaceState(null, "", location.pathname);
