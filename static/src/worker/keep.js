// What came in or was sent since a page came is there to be read later, too: it is
// kept again once it stands still for a second, or is left; and so are the lists that
// this browser keeps. Without a connection that has time. Entries and tickets are the
// items that have an id.
const root = document.documentElement;
let still;

// lists are the addresses of those that are kept, each with its page.
async function lists() {
  const all = [];
  for (const to of ["/tickets", "/tickets?show=closed"]) {
    const page = await globalThis.caches?.match(to);
    if (page) all.push([location.origin + to, await page.text()]);
  }
  return all;
}

export function watch(items, postToWorker) {
  const keep = (href) => postToWorker("keep", { href }), ticket = items.id === "entries";
  function settle() {
    clearTimeout(still);
    still = setTimeout(() => root.dataset.live === "off" ? settle() : done(), 1000);
  }
  function done() {
    clearTimeout(still);
    still = 0;
    keep(location.href);
    if (ticket) lists().then((all) => all.forEach(([to]) => keep(to)), () => {});
  }
  new MutationObserver((changes) => changes.some(({ addedNodes: [item] }) => item?.id) && settle())
    .observe(items, { childList: true });
  document.addEventListener("visibilitychange", () => document.hidden && still && done());
  // a new ticket, which no list knows yet
  if (ticket) lists().then((all) => {
    if (all.length && !all.some(([, page]) => page.includes(location.pathname))) settle();
  }, () => {});
}
