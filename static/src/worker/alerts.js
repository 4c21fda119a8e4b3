// Alerts: shown whatever came, in the person's language, and only to them.
import { sendJSON } from "../lib/request.js";
import { who } from "./store.js";

const { icon, badge } = BUILD;
const { name: site, key, words } = SITE; // put in by the server
export const whose = () => who().catch(() => ({})); // a browser may lose what was stored
const phrases = async () => words[(await whose()).lang] ?? Object.values(words)[0];

addEventListener("push", (e) => e.waitUntil(alert(e.data)));

async function alert(data) {
  let sent, { account } = await whose();
  try { sent = data.json(); } catch { /* not ours: something is shown all the same */ }
  let told = sent?.notification;
  if (!told?.title || told.data?.for !== (account ?? "guest")) {
    told = { title: site, body: (await phrases()).news, tag: "news", navigate: "/tickets" };
  } else if (sent.app_badge >= 0) navigator.setAppBadge?.(sent.app_badge).catch(() => {});
  await showAlert(told);
  await closeRead(told.tag);
}

// alertsInSight are those of this browser. An iPhone knows none outside its Home Screen.
export const alertsInSight = async () => await registration.getNotifications?.() ?? [];

let shown = 0; // alerts, by this worker

// closeRead closes the alerts of what was read elsewhere, but for the one just shown,
// and sets the badge right. A guest, who has no list, has read what is in sight. Where
// another is shown meanwhile, that one's turn does it: it may stand in the place of one here.
export async function closeRead(but, page) {
  const then = shown;
  const alerts = (await alertsInSight())
    .filter(({ tag, data }) => tag !== but && (data?.ticket || data?.kind === "summary"));
  if (!alerts.length) return;
  const answer = await fetch("/notifications", { headers: { Accept: "application/json" } });
  if (answer.status === 404 && page?.visibilityState === "visible") {
    return alerts.forEach((alert) => new URL(page.url).pathname === `/tickets/${alert.data.ticket}` && alert.close());
  }
  if (!answer.ok) return;
  const { unread } = await answer.json();
  if (then !== shown) return;
  for (const alert of alerts)
    if (alert.data.ticket ? !unread.includes(alert.data.ticket) : !unread.length) alert.close();
  await navigator.setAppBadge?.(unread.length).catch(() => {}); // 0 clears it
}

const showAlert = (
  { title, body, lang, dir = "auto", tag, navigate, actions = [], data }, more,
) => ++shown && registration.showNotification(title, {
  body, lang, dir, tag, icon, badge, renotify: !!tag, actions: actions.map(({ action, title }) => ({ action, title })),
  data: { ...data, navigate, at: Object.fromEntries(actions.map(({ action, navigate }) => [action, navigate])) },
  ...more,
});

addEventListener("notificationclick", (e) => {
  const { notification: alert, action } = e;
  alert.close();
  const { at, navigate, ticket, seq } = alert.data ?? {},
    to = new URL(at?.[action] ?? navigate ?? "/", location.origin);
  if (to.origin !== location.origin) return;
  const verb = { confirm: "resolution", reopen: "reopening" }[action];
  e.waitUntil(verb ? answer(alert, `/tickets/${ticket}/${verb}`, seq, to) : openPage(to));
});

// openPage shows a place in the window that is there already, in any window, or in a new one.
async function openPage(to) {
  const windows = await clients.matchAll({ includeUncontrolled: true });
  const there = windows.find(({ url }) => new URL(url).pathname === to.pathname), any = there ?? windows[0];
  if (!any) return clients.openWindow(to.href);
  await any.focus();
  if (!there) return any.navigate(to.href).catch(() => clients.openWindow(to.href));
  if (to.hash) any.postMessage({ type: "hash", hash: to.hash });
}

// answer says what was tapped, as the person. Where the ticket has moved on, it says so.
async function answer(alert, url, seq, to) {
  const { done, moved, failed } = await phrases();
  const status = await fetch(url,
    { method: "POST", body: new URLSearchParams({ seq }), headers: { "HX-Request": "true" } })
    .then(({ status }) => status, () => 0);
  const told = { title: alert.title, tag: alert.tag, lang: alert.lang, navigate: to.href };
  if (status > 199 && status < 300) return showAlert({ ...told, body: done }, { renotify: false, silent: true });
  await showAlert({ ...told, body: status === 409 ? moved : failed });
  if (status) await openPage(to).catch(() => {}); // a browser may refuse so long after the tap
}

// The push service gave this browser another address, or took the old one back:
// that is nobody's now. Browsers may keep to themselves which it was, and what comes.
addEventListener("pushsubscriptionchange", (e) => e.waitUntil(move(e).catch(() => {}))); // the next page tries again

async function move({ oldSubscription: old, newSubscription: fresh }) {
  const { pushManager } = registration;
  fresh ??= await pushManager.getSubscription()
    ?? await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { status } = await sendJSON("POST", "/push/subscriptions",
    { ...fresh.toJSON(), renews: true, lost: true, replaces: old?.endpoint });
  if (status === 410) await fresh.unsubscribe(); // its person had removed it
}
