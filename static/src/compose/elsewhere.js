// A draft is one thing: what was sent or thrown away in another tab, or on another
// device, is not ready to be sent once more here. What was added here stays, as
// another message. It comes once that happens (drafts.js), and is handed what that has.
const bare = (text) => text.replace(/\s+/g, " ").trim();

function over(form, same, { empty, say, touch }) {
  if (same) empty(form);
  form.elements.key.value = crypto.randomUUID();
  if (!same) touch(form);
  say(form, form.dataset.elsewhere);
}

// dropped: another tab keeps no draft of that any more.
export function dropped({ storageArea, key, oldValue }, tools) {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (storageArea !== tools.place(form) || key !== tools.name(form)) continue;
    const { texts } = JSON.parse(oldValue), [, used] = texts.find(([field]) => field === "key");
    if (form.elements.key.value === used)
      over(form, JSON.stringify(texts) === JSON.stringify(tools.typed(form)), tools);
  }
}

// arrived: the thread has an entry under the key of the form.
export function arrived(form, entry, tools) {
  const text = bare(entry.querySelector(".entry__body")?.textContent ?? ""), words = tools.words(form);
  if (!words.some(({ value }) => value)) return;
  over(form, words.every(({ value, defaultValue }) => value === defaultValue || text.includes(bare(value))), tools);
}
