// One number from the server drives the title, the app's badge and the copies of
// the count in the menus.
let shown;

function showCount() {
  const unread = document.getElementById("unread");
  if (!unread) return;
  const n = Number(unread.dataset.count) || 0;
  document.title = (n ? `(${n}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  if (n !== shown) navigator.serviceWorker?.controller?.postMessage({ type: "read" }); // maybe elsewhere
  shown = n;
  (n ? navigator.setAppBadge?.(n) : navigator.clearAppBadge?.())?.catch(() => {});
  for (const copy of document.querySelectorAll("[data-copy=unread]")) {
    copy.innerHTML = unread.innerHTML;
    copy.hidden = unread.hidden;
  }
}

showCount();
document.addEventListener("htmx:finally:swap", showCount);
