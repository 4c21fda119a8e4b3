// The others see that a reply is being written, never that a note is. For the desk.
const EVERY = 3000;
let told = 0;

document.addEventListener("input", ({ target }) => {
  const form = target.form, url = form?.dataset.typing;
  if (!url || target.name !== "body" || form.elements.kind.value !== "reply") return;
  if (document.hidden || !target.value.trim() || Date.now() - told < EVERY) return;
  told = Date.now();
  fetch(url, { method: "POST", headers: { "HX-Request": "true" } }).catch(() => {});
});
