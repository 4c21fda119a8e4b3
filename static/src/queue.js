// Replies that wait for a connection: kept here, shown in their thread, sent by
// the worker. What was refused comes back to the box, word for word.
import { element, said } from "./said.js";
import { run, waiting, who } from "./store.js";

const entries = document.getElementById("entries"), form = document.getElementById("composer");
const words = document.getElementById("app").dataset;
const shown = new Map(); // key → its article
const sent = new Map(); // key → id of the entry that takes its place

const text = (fields) => fields.find(([name]) => name === "body")?.[1];

// put takes a message over from its form: from here on it is safe. Whether anything
// waits is the answer; when it will be sent is the worker's matter.
export async function put({ body, files, done }, account) {
  const fields = [...body, ...files.map(({ file }) => ["files", file])], key = body.get("key");
  await run("queue", (queue) => queue.put({ key, account, url: form.getAttribute("action"), fields, at: Date.now() }));
  done(words.waits);
  form.elements.key.value = crypto.randomUUID();
  navigator.serviceWorker.ready.then(async ({ active, sync }) => {
    await sync?.register("queue").catch(() => {});
    active.postMessage({ type: "hello" });
  });
  return show();
}

// show brings the thread up to what waits; news tells what has just been sent.
// Whether anything waits is the answer.
export async function show({ key, entry } = {}) {
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
  if (id && !document.getElementById(id)) return state(article, form.dataset.sent);
  article.remove();
  shown.delete(key);
}

function draw(item) {
  const { key, fields, status, why } = item;
  let article = shown.get(key);
  if (!article) {
    taken(key, fields);
    const files = fields.filter(([, file]) => file.size); // words have no size
    article = element("article", "entry entry--mine entry--wait", said(text(fields), ...files.map(([, file]) => element("p", "small", file.name))), element("p", "entry__state"));
    article.dataset.unsent = key;
    entries.append(article);
    shown.set(key, article);
    scrollTo({ top: 1e9, behavior: "instant" });
  }
  article.classList.toggle("entry--failed", !!status);
  if (!status) return state(article, words.waiting);
  const reason = new DOMParser().parseFromString(why, "text/html").querySelector("#e-body, #guard p, #say")?.textContent.trim() ?? "";
  const line = state(article, `${words.refused} ${reason}`);
  if (status === 401) return link(line, form.dataset.endedWords, () => { location = form.dataset.endedTo; });
  link(line, words.mend, () => mend(item));
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

function state(article, text) {
  const line = article.querySelector(".entry__state");
  line.textContent = text;
  return line;
}

function link(line, text, press) {
  const button = element("button", "link", text);
  button.type = "button";
  button.addEventListener("click", press, { once: true });
  line.append(" ", button);
}

// mend brings a refused message back to the box, with its files. It is another
// message from now on.
async function mend({ key, fields }) {
  const box = form.elements.body, picker = form.querySelector("input[type=file]"), files = new DataTransfer();
  box.value = [text(fields), box.value].filter(Boolean).join("\n\n");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  for (const [, file] of fields) if (file.size) files.items.add(file);
  picker.files = files.files;
  picker.dispatchEvent(new Event("change", { bubbles: true }));
  await chips();
  await run("queue", (queue) => queue.delete(key));
  await show();
  box.focus();
}

// chips fetches those of files that are with the server already.
async function chips() {
  const page = await fetch("", { headers: { "X-Offline": "keep" } }).then((answer) => answer.text(), () => "");
  const list = form.querySelector("[data-files]"), have = new Set([...list.children].map(({ dataset }) => dataset.upload));
  for (const chip of new DOMParser().parseFromString(page, "text/html").querySelectorAll("[data-files] > [data-upload]")) if (!have.has(chip.dataset.upload)) list.append(chip);
  list.hidden = !list.children.length;
}

document.addEventListener("htmx:after:swap", () => { for (const [key, article] of shown) if (sent.has(key)) settle(key, article); });
