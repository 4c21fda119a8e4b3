// The browser's entry point. Every page works without it; this makes it alive.
import htmx from "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import "htmx.org/dist/ext/hx-upsert.js";
import "./forms.js";
import "./compose.js";
import "./drafts.js";
import "./hints.js";
import "./checklist.js";
import "./thread.js";
import "./older.js";
import "./typing.js";
import "./rows.js";
import "./as-of.js";
import "./unread.js";
import "./times.js";
import "./code.js";
import { watch } from "./live.js";

htmx.config.history = false; // pages are pages: the browser remembers them, nothing of ours does
htmx.config.defaultSettleDelay = 0; // settling writes style attributes, which the CSP refuses

const live = document.getElementById("live");
// htmx looks at the page after this script; only then does #live hear "connect".
if (live) document.addEventListener("htmx:after:process", () => watch(live), { once: true });
