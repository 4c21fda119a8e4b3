// What came in or was sent since a page came is there to be read later, too: it is
// kept again once it stands still for a second, or is left; and so are the lists that
// this browser keeps. Without a connection that has time. Entries and tickets are the
// items that have an id.
const root = document.documentElement;
const LISTS = ["/tickets", "/tickets?show=closed"];
let still;

export function watch(items, postToWorker) {
  const keep = (href) => postToWorker("keep", { href });
  function settle() {
    clearTimeout(still);
    still = setTimeout(() => root.dataset.live === "off" ? settle() : done(), 1000);
  }
  function done() {
    clearTimeout(still);
    still = 0;
    keep(location.href);
    if (items.id === "entries")
      for (const list of LISTS)
        globalThis.caches?.match(list).then((kept) => kept && keep(location.origin + list), () => {});
  }
  new MutationObserver((changes) => changes.some(({ addedNodes: [item] }) => item?.id) && settle())
    .observe(items, { childList: true });
  if (document.referrer.endsWith("/tickets/new")) settle(); // the lists do not know it yet
  document.addEventListener("visibilitychange", () => document.hidden && still && done());
}
