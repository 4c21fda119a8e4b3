// Replies and new tickets that wait for a connection: kept here, shown in their thread
// or above the form and the list, sent by the worker. What was refused comes back to
// its form, word for word.
import { parse } from "../lib/html.js";
import { setStatus } from "../lib/status.js";
import { element, messageBody, spoken } from "../thread/message.js";
import { run, waiting, who } from "./store.js";

const form = document.getElementById("composer") ?? document.getElementById("new");
const place = document.getElementById("waits") ?? document.getElementById("entries");
const action = form?.getAttribute("action") ?? "/tickets";
const words = { ...form?.dataset, ...document.getElementById("app").dataset };
const waits = form?.dataset.waits ?? words.waits, unkept = form?.dataset.unkept ?? words.unkept;
const shown = new Map(); // key → its article
const sent = new Map(); // key → id of the entry that takes its place, or address of its ticket


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
  const item = { key: body.get("key"), url: action, at: Date.now() };
  try {
    const fields = item.fields = await pack([...body, ...files.map(({ file }) => ["files", file])]);
    // an older worker would send bytes as words: it does not know owners
    const whose = fields.some(([, { bytes }]) => bytes) ? "owner" : "account";
    await run("queue", (queue) => queue.put({ ...item, [whose]: account }));
  } catch {
    failed();
    form.querySelector("[data-say]").firstChild.data = unkept;
    return showWaiting().catch(() => false);
  }
  done(waits);
  draw(item); // it is there to be seen, however long this browser takes to tell what waits
  form.elements.key.value = crypto.randomUUID();
  navigator.serviceWorker.ready.then(async ({ active, sync }) => {
    await sync?.register("queue").catch(() => {});
    active.postMessage({ type: "hello" });
  });
  return showWaiting();
}

// showWaiting brings the thread up to what waits; news tells what has just been sent.
// Whether anything waits is the answer.
export async function showWaiting({ key, entry, ticket } = {}) {
  if (ticket || entry) sent.set(key, ticket || entry);
  const all = await waiting((await who()).account);
  if (place) {
    const here = all.filter(({ url }) => url === action);
    for (const item of here) draw(item);
    for (const [key, article] of shown) if (!here.some((item) => item.key === key)) settle(key, article);
    const line = form?.querySelector("[data-say]");
    if (!here.length && line?.textContent === waits) line.textContent = "";
  }
  return all.length > 0;
}

// settle lets an article go once the entry stands in its place, as a ticket does in its list.
function settle(key, article) {
  const to = sent.get(key), ticket = to?.startsWith("/");
  if (to && !ticket && !document.getElementById(to)) return setStatus(state(article), words.sent);
  shown.delete(key);
  if (ticket && form) setStatus(state(article), words.sent, { words: words.see, href: to });
  else article.remove();
}

function draw(item) {
  const { key, fields, status, why } = item;
  let article = shown.get(key);
  if (!article) {
    taken(key, fields);
    const files = fields.filter(([, { name }]) => name); // words have none
    article = element("article", form?.id === "composer" ? "entry entry--mine entry--wait" : "card",
      messageBody(spoken(fields), ...files.map(([, { name }]) => element("p", "small", name))),
      element("p", "entry__state"));
    const subject = fields.find(([name]) => name === "subject")?.[1];
    if (subject) article.prepend(element("h2", "small", subject));
    article.dataset.unsent = key;
    place.append(article);
    shown.set(key, article);
    scrollTo({ top: subject === undefined ? 1e9 : 0, behavior: "instant" });
  }
  const line = state(article), stands = status + why;
  if (article.stands === stands) return; // what stands there may be under somebody's finger
  article.stands = stands;
  article.classList.toggle("entry--failed", !!status);
  if (!status) return setStatus(line, words.waiting);
  const reason = parse(why).querySelector("#e-body, #guard p, #say")?.textContent.trim() ?? "";
  setStatus(line, `${words.refused} ${reason}`,
    status === 401 ? { words: words.endedWords, href: words.endedTo } : {
    words: words.mend, href: !form && "/tickets/new", press: ({ target }) => { // a double tap brings it once
      target.disabled = true;
      takeBack(item).finally(() => { target.disabled = false; });
    },
  });
}

// taken: the box may hold the same, as a draft that the server kept. It goes from here.
function taken(key, fields) {
  const { body: box, key: mine } = form?.elements ?? {};
  if (mine?.value !== key) return;
  mine.value = crypto.randomUUID();
  for (const [name, value] of fields) {
    const field = /^(subject|body|want_)/.test(name) && form.elements[name];
    if (field?.value === value) field.value = "";
    if (name === "uploads") form.querySelector(`[data-upload="${value}"]`)?.remove();
  }
  box.dispatchEvent(new Event("input", { bubbles: true }));
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
