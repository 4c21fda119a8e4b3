// A draft that is thrown away can be brought back until one writes something else or
// leaves. It comes when somebody throws one away (drafts.js), and is handed what that has.
export function discard(form, { carryOver, chips, empty, fillIn, say, touch, typed }) {
  const texts = typed(form), files = chips(form).filter(({ dataset }) => dataset.upload), over = new AbortController();
  const once = { signal: over.signal };
  const end = () => {
    over.abort();
    say(form);
    for (const { dataset: { upload } } of files)
      fetch(`/uploads/${upload}`, { method: "DELETE", headers: { "HX-Request": "true" }, keepalive: true })
        .catch(() => {});
  };
  empty(form);
  touch(form); // the server forgets the words as well
  say(form, form.dataset.discarded, { words: form.dataset.undo, press: () => {
    over.abort();
    say(form);
    fillIn(form, texts);
    carryOver(form, files);
    form.elements.body.focus();
  } });
  for (const name of ["input", "files", "submit"]) form.addEventListener(name, end, once);
  addEventListener("pagehide", end, once);
  form.querySelector("[data-back] button").focus();
}
