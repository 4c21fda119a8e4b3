// A new version waits until the person wants it: a reload that nobody asked for
// would come while they write.
export function offer(at) {
  const toast = document.getElementById("update");
  if (!toast.hidden) return;
  toast.hidden = false;
  toast.querySelector("button").addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    at.waiting?.postMessage({ type: "update" });
  });
}
