// The service worker: opens what was read without a connection, sends replies that
// waited, and shows alerts. It touches nothing but pages and their files: streams,
// what changes something and other sites go their own way.
import { run, unpack, waiting, who } from "./store.js";
import { alertsInSight, closeRead, whose } from "./alerts.js";

const { id, shell } = BUILD; // put in by the builder
const SHELL = `shell-${id}`, OFFLINE = "/offline", NEW = "/tickets/new";
const MOST = 30, LIFE = 30 * 864e5;
const pagesOf = (account) => `pages-${account}`;
const bare = (url) => url.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1");
const current = Object.fromEntries(shell.map((url) => [bare(url), url]));

addEventListener("install", (e) => e.waitUntil((async () => {
  await (await caches.open(SHELL)).addAll(shell);
  await speak((await whose()).lang);
})()));

addEventListener("activate", (e) => e.waitUntil((async () => {
  await wipe((name) => name.startsWith("shell-") && name !== SHELL);
  await clients.claim();
})()));

// speak keeps the page for what is not there, in a language.
async function speak(lang) {
  const page = await fetch(OFFLINE, { headers: lang ? { "Accept-Language": lang } : {} });
  if (page.ok) await (await caches.open(SHELL)).put(OFFLINE, page);
}

const wipe = async (which) => {
  for (const name of await caches.keys()) if (which(name)) await caches.delete(name);
};

// ---- pages

addEventListener("fetch", (e) => {
  const { request } = e, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  // even where no script could tell
  if (request.method === "POST" && url.pathname === "/sign-out") e.waitUntil(ended(era++));
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/"))
    e.respondWith(caches.match(request, { cacheName: SHELL }).then((file) => file ?? fetch(request)));
  else if (request.mode === "navigate") {
    brought.add(e.resultingClientId);
    e.respondWith(page(e, url));
  }
});

const brought = new Set(); // the pages that came through this worker and said nothing yet

async function page(e, url) {
  const then = era;
  try {
    const answer = await fetch(e.request);
    if (/50[234]/.test(answer.status)) throw answer; // of a proxy: the server is away
    // a copy that nobody reads would fill the memory
    e.waitUntil(note(url, answer.headers.has("x-offline") ? answer.clone() : answer, then));
    return answer;
  } catch {
    return await kept(url).catch(() => {}) ?? await caches.match(OFFLINE, { cacheName: SHELL }) ?? Response.error();
  }
}

// One address for one page, however it was reached.
const nameOf = (url) => url.pathname + (url.searchParams.get("show") === "closed" ? "?show=closed" : "");

// note keeps a page that its server lets us keep, for the account that it is for.
async function note(url, answer, then) {
  const from = answer.headers, account = from.get("x-account");
  if (!account) return url.pathname === "/sign-in" && answer.ok && ended();
  await meet(account, from.get("content-language"), then);
  if (from.get("x-offline") !== "keep" || !answer.ok) return;
  const body = await answer.blob(), headers = new Headers(from);
  if (then !== era) return;
  const cache = await caches.open(pagesOf(account));
  headers.delete("content-encoding");
  headers.set("x-kept", Date.now());
  await cache.put(nameOf(url), new Response(body, { headers }));
  const tickets = (await cache.keys()).filter((one) => /\d$/.test(one.url));
  for (const old of tickets.slice(0, -MOST)) await cache.delete(old);
}

// kept is the page as it was, in the style of today, with the time when that was.
async function kept(url) {
  const { account } = await who();
  const answer = await caches.match(nameOf(url), { cacheName: pagesOf(account) }), at = answer?.headers.get("x-kept");
  if (!at || Date.now() - at > LIFE) return;
  const text = (await answer.text()).replace("<html ", `<html data-kept="${at}" `)
    .replace(/\/static\/[\w-]+\.\w+/g, (url) => current[bare(url)] ?? url);
  return new Response(text, { headers: answer.headers });
}

// fresh asks for a page once more, without it counting as read. Of two that ask, the
// later has the last word; the era is of when it was wanted, not of when its turn comes.
const fresh = (href, then) => navigator.locks.request("fresh", async () => {
  const url = new URL(href), answer = await fetch(url, { headers: { "X-Offline": "keep" } });
  if (!answer.redirected) await note(url, answer, then);
});

// ---- whose browser it is

let era = 0; // ends when somebody leaves: what was asked for before is not kept after

// meet: nobody ever sees anything of whoever was here before. Their unsent replies
// are theirs alone and wait for them. One at a time: a page and its first word both
// meet, and the second must not wipe what the first has kept.
const meet = (account, lang, then) => navigator.locks.request("meet", async () => {
  const before = await who(), same = before.account === account, spoken = before.lang === lang;
  if (then !== era || same && spoken) return;
  if (!same) await ended();
  await run("facts", (facts) => facts.put({ account, lang }, "who"));
  if (!spoken) await speak(lang);
});

// ended: the session is over. What was kept of it goes, but never unsent words.
async function ended() {
  await wipe((name) => name.startsWith("pages-"));
  for (const alert of await alertsInSight()) alert.close();
  await navigator.clearAppBadge?.().catch(() => {});
}

// leave: and of their unsent words, which they were asked about. Others' are not theirs to drop.
async function leave() {
  era++;
  await ended();
  for (const { key } of await waiting((await who()).account)) await run("queue", (queue) => queue.delete(key));
  await run("facts", (facts) => facts.clear());
}

// ---- replies that wait

// flush sends what waits, one after the other. The key of each makes a repeat
// harmless; a refusal keeps the words for their writer to mend.
const flush = () => navigator.locks.request("queue", async () => {
  const then = era, { account } = await who();
  for (const item of await waiting(account)) {
    if ((item.status ?? 401) !== 401) continue; // who was signed out may be back
    const body = new FormData();
    for (const [name, value] of item.fields) body.append(name, unpack(value));
    const answer = await fetch(item.url,
      { method: "POST", body, headers: { "HX-Request": "true", "X-Account": account } });
    const { ok, status } = answer, text = await answer.text();
    if (then !== era) return; // they left, and took their words along
    if (status > 499 || status === 429) throw status;
    await run("queue",
      (queue) => ok ? queue.delete(item.key) : queue.put({ ...item, status, why: text.slice(0, 9e4) }));
    const ticket = ok && answer.redirected && new URL(answer.url).pathname;
    const news = { type: "queue", key: item.key, ticket, entry: ok && text.match(/id="(entry-\d+)"/)?.[1] };
    for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage(news);
  }
});

addEventListener("sync", (e) => e.waitUntil(flush()));
flush().catch(() => {}); // whenever the worker starts

addEventListener("message", (e) => {
  const { type, account } = e.data;
  e.waitUntil(Promise.allSettled([
    heard(e.data, e.source, era), type === "hello" && account && keepForm(account, era),
  ]));
});

// keepForm keeps the form of a new ticket, empty, and anew each day.
async function keepForm(account, then) {
  const form = await caches.match(NEW, { cacheName: pagesOf(account) });
  if (!form || Date.now() - form.headers.get("x-kept") > 864e5) await fresh(location.origin + NEW, then);
}

async function heard({ type, account, lang, href }, source, then) {
  if (type === "update") return skipWaiting();
  if (type === "leave") return leave();
  if (type === "keep") return fresh(href, then);
  if (type === "read") return closeRead("", source);
  const came = href && !brought.delete(source.id); // without it, and may have been claimed since
  if (came) await clients.claim().catch(() => {}); // an older worker may not
  if (account) await meet(account, lang, then);
  if (came) await fresh(href, then).catch(() => {});
  if ((await waiting((await who()).account)).length) source.postMessage({ type: "queue" });
  await flush();
  if (!account) await closeRead("", source); // a guest's page has no count that says "read"
}
