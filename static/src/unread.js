// One number from the server drives the title, the app's badge and the copies of
// the count in the menus.
let told;

function show() {
  const unread = document.getElementById("unread");
  if (!unread) return;
  const n = Number(unread.dataset.count) || 0;
  document.title = (n ? `(${n}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  if (n !== told) navigator.serviceWorker?.controller?.postMessage({ type: "read" }); // maybe elsewhere
  told = n;
  (n ? navigator.setAppBadge?.(n) : navigator.clearAppBadge?.())?.catch(() => {});
  for (const copy of document.querySelectorAll("[data-copy=unread]")) {
    copy.innerHTML = unread.innerHTML;
    copy.hidden = unread.hidden;
  }
}

show();
document.addEventListener("htmx:finally:swap", show);
