// What makes the pages an app: the worker, a new version, what is shown without a
// connection. Every page loads it, so it is small; its parts come when they are wanted.
const root = document.documentElement;
const worker = navigator.serviceWorker;
const account = document.querySelector("meta[name=account]")?.content;
let unsent = false; // replies of this account wait in this browser
let left = false; // and this page's last word was that its person leaves

let active; // the worker of a page that came before it, or without it
const runs = () => worker?.controller ?? active;
const postToWorker = (type, more) => left || runs()?.postMessage({ type, account, lang: root.lang, ...more });
const greet = () => postToWorker("hello");

async function register() {
  const at = await worker.register("/sw.js", { updateViaCache: "none" });
  const offer = () => at.waiting && worker.controller && import("./update.js").then((part) => part.offer(at));
  offer();
  at.addEventListener("updatefound", () => at.installing?.addEventListener("statechange", offer));
  ({ active } = await worker.ready);
  // a page that came without the worker is its own from now on, and kept as well
  postToWorker("hello", { href: location.href });
}

if (worker) {
  register().catch(() => {}); // a browser may forbid it: pages are pages
  worker.addEventListener("message", async ({ data: { type, hash, ...news } }) => {
    if (type === "hash") location.hash = hash;
    else unsent = await (await import("./queue.js")).showWaiting(news);
  });
  addEventListener("online", greet);
  new MutationObserver(() => root.dataset.live !== "off" && greet()).observe(root, { attributeFilter: ["data-live"] });
}

// Nobody could be reached: who has an account leaves the message to the queue. A
// file that the server refused is for them to mend first.
document.addEventListener("unsent", (e) => {
  const refused = e.detail.files.some(({ request }) => request?.status);
  if (!account || !runs() || !e.target.matches("#composer, #new") || refused) return;
  e.preventDefault();
  unsent = true; // who leaves before it is kept is asked as well
  import("./queue.js").then((part) => part.enqueue(e.detail, account))
    .then((waits) => { unsent = waits; }, () => { unsent = false; e.detail.failed(); });
});

// Alerts that this browser was allowed go on after each sign-in, to who is signed in.
// Where they are turned on and off, that part does it.
if (worker && !document.getElementById("push") && globalThis.Notification?.permission === "granted")
  import("../push/device.js").then((part) => part.renew()).catch(() => {});

if (root.dataset.kept) import("./kept.js");
if (document.getElementById("readable")) import("./offline.js");

// What is here changes, and what is kept of it with it.
const items = account && document.querySelector("#entries, #tickets");
if (items) import("./keep.js").then((part) => part.watch(items, postToWorker));

// An alert leads to the reply box.
const reply = () => location.hash === "#reply" && document.getElementById("body")?.focus();
addEventListener("hashchange", reply);
reply();

// Signing out takes everything along: unsent words only if the person says so.
addEventListener("submit", (e) => {
  if (e.target.getAttribute("action") !== "/sign-out") return;
  if (!unsent || confirm(document.getElementById("app").dataset.leave)) {
    postToWorker("leave");
    left = true;
    return;
  }
  e.preventDefault();
  e.stopImmediatePropagation();
}, true);

// Installing is offered in the menu, and once after the first message; never by itself.
const byHand = navigator.standalone === false; // an iPhone or iPad, in its browser
let question;
const can = () => document.querySelectorAll("[data-install]").forEach((item) => { item.hidden = false; });
const install = (how) => import("./install.js").then((part) => part[how](question));
addEventListener("beforeinstallprompt", (e) => {
  e.preventDefault();
  question = e;
  can();
});
if (byHand) can();
document.addEventListener("click", (e) => e.target.closest?.("[data-install]") && install("ask"));
document.addEventListener("htmx:after:swap",
  (e) => e.detail.ctx.stored && account && (question || byHand) && install("offer"));
