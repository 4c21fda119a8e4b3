// The open conversation: where to look when it opens, what to do when an entry
// arrives, and telling the server what was seen.
import { fill, setStatus } from "../lib/status.js";
import { sentHere } from "./pending.js";

const entries = document.getElementById("entries");
const newer = document.getElementById("newer");
const page = document.documentElement;
const seq = (entry) => Number(entry.id.slice("entry-".length));
const all = () => [...entries.querySelectorAll(':scope > [id^="entry-"]')];
const last = () => Math.max(0, ...all().map(seq));

const start = entries && last(); // the last entry of the page as it came
const known = new Set(); // those that arrived since, whichever came first
let unseen = []; // arrived while the person read further up
let atEnd = false, height = 0; // before the swap
let arrange = () => {}; // of days.js

const code = () => document.querySelector(".code") && import("./shapes.js").then(({ copyable }) => copyable(entries));

function openAtNews() {
  const kind = performance.getEntriesByType("navigation")[0]?.type;
  if (kind === "reload" || kind === "back_forward") return; // the browser knows the place
  if (entries.dataset.at) return import("./older.js").then(({ reach }) => reach(entries.dataset.at));
  const start = document.getElementById("new-since");
  if (start) start.scrollIntoView({ block: "start", behavior: "instant" });
  else if (!document.getElementById(location.hash.slice(1))) scrollTo({ top: page.scrollHeight, behavior: "instant" });
}

const nearEnd = () => page.scrollHeight - innerHeight - scrollY < 120;

// An entry never changes under the same rev. Its second copy (our own send, told
// by the stream as well) is dropped: focus stays, and nobody hears it twice.
function before({ detail: { tasks } }) {
  atEnd = nearEnd();
  height = page.scrollHeight;
  for (const { swapSpec, fragment } of tasks) {
    if (swapSpec.style !== "upsert") continue;
    for (const entry of fragment.querySelectorAll('[id^="entry-"]')) {
      const here = document.getElementById(entry.id);
      if (here && here.dataset.rev === entry.dataset.rev) entry.remove();
    }
  }
}

function after() {
  arrange(entries);
  code();
  const fresh = all().filter((entry) => seq(entry) > start && !known.has(entry.id));
  if (!fresh.length) { // the card below changed: who is at the end stays there
    if (atEnd && page.scrollHeight > height) scrollBy({ top: page.scrollHeight - height, behavior: "instant" });
    return;
  }
  for (const entry of fresh) {
    known.add(entry.id);
    entry.classList.add("entry--new");
    reading.observe(entry);
  }
  if (fresh.some(sentHere)) return scrollToEnd(); // what one sent is what one sees
  if (atEnd) return scrollToEntry(fresh.at(-1));
  unseen.push(...fresh.filter((entry) => !entry.matches(".entry--own"))); // one's own are no news
  showNewer();
}

function scrollToEnd() {
  unseen = [];
  showNewer();
  scrollTo({ top: page.scrollHeight, behavior: "instant" });
}

function scrollToEntry(entry) {
  const tall = entry.offsetHeight > innerHeight / 2;
  if (!tall && entry === all().at(-1)) scrollToEnd(); // and the card that follows it
  unseen = [];
  showNewer();
  entry.scrollIntoView({ block: tall ? "start" : "nearest" });
}

function showNewer() {
  if (!newer) return;
  newer.hidden = !unseen.length;
  (newer.querySelector("span") ?? newer).textContent = fill(
    unseen.length === 1 ? newer.dataset.newOne : newer.dataset.newMany, { n: unseen.length },
  );
}

// Seen is what was on the screen of a page that was looked at. Notes do not count.
let reached = 0, told = 0, telling;
const reading = new IntersectionObserver((sights) => {
  for (const { isIntersecting, target } of sights) {
    if (!isIntersecting) continue;
    if (!target.classList.contains("entry--note")) reached = Math.max(reached, seq(target));
    reading.unobserve(target);
    unseen = unseen.filter((entry) => entry !== target);
  }
  showNewer();
  reportSeen();
});

function reportSeen() {
  clearTimeout(telling);
  telling = setTimeout(async () => {
    const upTo = reached;
    if (document.hidden || upTo <= told || !entries.dataset.seen) return;
    const before = told;
    told = upTo;
    const answer = await fetch(entries.dataset.seen, {
      method: "POST", keepalive: true,
      headers: { "HX-Request": "true" }, body: new URLSearchParams({ seq: upTo }),
    }).catch(() => null);
    if (!answer || answer.status >= 500) told = before; // told again with the next one
  }, 400);
}

if (entries) {
  openAtNews();
  all().forEach((entry) => reading.observe(entry));
  code();
  document.addEventListener("htmx:before:swap", before);
  document.addEventListener("htmx:after:swap", after);
  document.addEventListener("visibilitychange", reportSeen);
  import("./turn.js").then(({ watch }) => watch(setStatus));
  import("./days.js").then((days) => { // and what came before it did
    arrange = days.arrange;
    arrange(entries);
  });
  if (document.querySelector(".thread__older")) import("./older.js");
  newer?.addEventListener("click", () => {
    const [entry] = unseen; // it is shown while there is one
    scrollToEntry(entry);
    entry.tabIndex = -1; // the button goes, and with it the focus
    entry.focus({ preventScroll: true });
  });
  // A stream that begins anew tells who writes; until then nobody does.
  document.getElementById("live")?.addEventListener("htmx:sse:before:connection",
    () => document.getElementById("typing")?.replaceChildren());
}

// A picture that cannot be shown is a file like any other.
const plain = ({ target }) => target.matches?.(".file--image img") && target.parentNode.classList.remove("file--image");
addEventListener("error", plain, true);

// A picture opens over the page; the browser's own ways to open a link stay.
addEventListener("click", (e) => {
  const picture = e.target.closest?.("a.file--image, [data-view]");
  if (!picture || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || !document.getElementById("viewer")) return;
  e.preventDefault();
  import("./viewer.js").then(({ show }) => show(picture), () => picture.href && location.assign(picture.href));
});
for (const target of document.images)
  if (target.complete && !target.naturalWidth) plain({ target }); // before this script came
