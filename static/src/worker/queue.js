// Replies that wait for a connection: kept here, shown in their thread, sent by
// the worker. What was refused comes back to the box, word for word.
import { parse } from "../lib/html.js";
import { setStatus } from "../lib/status.js";
import { element, messageBody } from "../thread/message.js";
import { run, waiting, who } from "./store.js";

const entries = document.getElementById("entries"), form = document.getElementById("composer");
const words = document.getElementById("app").dataset;
const shown = new Map(); // key → its article
const sent = new Map(); // key → id of the entry that takes its place

const text = (fields) => fields.find(([name]) => name === "body")?.[1];

// pack leaves out what a file field without a file holds.
const pack = (fields) => Promise.all(
  fields.filter(([, value]) => !value.arrayBuffer || value.name).map(async ([name, value]) => [
    name, value.arrayBuffer ? { name: value.name, type: value.type, bytes: await value.arrayBuffer() } : value,
  ]),
);

// enqueue takes a message over from its form: from here on it is safe. Where this browser
// refuses to keep it, or has no room, it stays in the box. Whether anything waits is
// the answer; when it will be sent is the worker's matter.
export async function enqueue({ body, files, done, failed }, account) {
  const key = body.get("key"), url = form.getAttribute("action");
  try {
    const fields = await pack([...body, ...files.map(({ file }) => ["files", file])]);
    // an older worker would send bytes as words: it does not know owners
    const whose = fields.some(([, { bytes }]) => bytes) ? "owner" : "account";
    await run("queue", (queue) => queue.put({ key, [whose]: account, url, fields, at: Date.now() }));
  } catch {
    failed();
    form.querySelector("[data-say]").firstChild.data = words.unkept;
    return showWaiting().catch(() => false);
  }
  done(words.waits);
  form.elements.key.value = crypto.randomUUID();
  navigator.serviceWorker.ready.then(async ({ active, sync }) => {
    await sync?.register("queue").catch(() => {});
    active.postMessage({ type: "hello" });
  });
  return showWaiting();
}

// showWaiting brings the thread up to what waits; news tells what has just been sent.
// Whether anything waits is the answer.
export async function showWaiting({ key, entry } = {}) {
  if (entry) sent.set(key, entry);
  const all = await waiting((await who()).account);
  if (form && entries) {
    const here = all.filter(({ url }) => url === form.getAttribute("action"));
    for (const item of here) draw(item);
    for (const [key, article] of shown) if (!here.some((item) => item.key === key)) settle(key, article);
    const line = form.querySelector("[data-say]");
    if (!here.length && line.textContent === words.waits) line.textContent = "";
  }
  return all.length > 0;
}

// settle lets an article go once the entry stands in its place.
function settle(key, article) {
  const id = sent.get(key);
  if (id && !document.getElementById(id)) return setStatus(state(article), form.dataset.sent);
  article.remove();
  shown.delete(key);
}

function draw(item) {
  const { key, fields, status, why } = item;
  let article = shown.get(key);
  if (!article) {
    taken(key, fields);
    const files = fields.filter(([, { name }]) => name); // words have none
    article = element("article", "entry entry--mine entry--wait",
      messageBody(text(fields), ...files.map(([, { name }]) => element("p", "small", name))),
      element("p", "entry__state"));
    article.dataset.unsent = key;
    entries.append(article);
    shown.set(key, article);
    scrollTo({ top: 1e9, behavior: "instant" });
  }
  article.classList.toggle("entry--failed", !!status);
  const line = state(article);
  if (!status) return setStatus(line, words.waiting);
  const reason = parse(why).querySelector("#e-body, #guard p, #say")?.textContent.trim() ?? "";
  setStatus(line, `${words.refused} ${reason}`,
    status === 401 ? { words: form.dataset.endedWords, href: form.dataset.endedTo } : {
    words: words.mend, press: ({ target }) => { // a double tap brings it once
      target.disabled = true;
      takeBack(item);
    },
  });
}

// taken: the box may hold the same, as a draft that the server kept. It goes from here.
function taken(key, fields) {
  const { body: box, key: mine } = form.elements;
  if (mine.value !== key) return;
  mine.value = crypto.randomUUID();
  if (box.value === text(fields)) box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  for (const [name, id] of fields) if (name === "uploads") form.querySelector(`[data-upload="${id}"]`)?.remove();
}

const state = (article) => article.querySelector(".entry__state");

// takeBack brings a refused message back to the box. It is another message from now on.
async function takeBack({ key, fields }) {
  await (await import("./refused.js")).bringBack(form, fields);
  await run("queue", (queue) => queue.delete(key));
  await showWaiting();
  form.elements.body.focus();
}

document.addEventListener("htmx:after:swap",
  () => { for (const [key, article] of shown) if (sent.has(key)) settle(key, article); });
