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

// A page may come without its transition, as on a busy machine: that is no error.
for (const turn of ["pageswap", "pagereveal"])
  addEventListener(turn, ({ viewTransition: t }) => {
    for (const end of [t?.ready, t?.finished, t?.updateCallbackDone]) end?.catch(() => {});
  });

// That it was saved, or left, is said once, not at each reload.
if (/^\?(saved|out)=1$/.test(location.search)) history.replaceState(null, "", location.pathname);
