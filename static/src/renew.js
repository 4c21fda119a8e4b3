// This browser's subscription, and that the server knows it. Browsers change
// subscriptions without a word, and a session takes its device along when it ends.
const account = document.querySelector("meta[name=account]")?.content ?? "";
const WEEK = 7 * 24 * 3600 * 1000;
const ask = (method, body) => fetch("/push/subscriptions", {
  method, headers: { "HX-Request": "true", "Content-Type": "application/json" }, body: JSON.stringify(body),
});
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") : undefined;

export const current = async () => (await navigator.serviceWorker?.getRegistration())?.pushManager?.getSubscription();

export const make = async (key) => (await navigator.serviceWorker.ready).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });

// told is the subscription that the server was last told of, while alerts are on here.
const told = () => JSON.parse(localStorage.told ?? "{}");
const note = (what) => { localStorage.told = JSON.stringify(what); };

// tell gives the server a subscription. One that was made for an older key of
// ours is made again; one that renews itself and was removed from the list is let
// go: null. Thrown: the server's words, as { words }.
export async function tell(subscription, renews = false, again = true) {
  const { endpoint } = subscription, replaces = told().endpoint, key = text(subscription.options?.applicationServerKey);
  const answer = await ask("POST", { ...subscription.toJSON(), key, renews, replaces, lost: !!replaces && replaces !== endpoint });
  if (answer.ok) note({ endpoint, key, account, at: Date.now() });
  if (answer.ok) return subscription;
  if (renews && answer.status === 410) return leave(subscription);
  if (answer.status === 409 && again) {
    const { key } = await answer.json();
    await (renews ? subscription.unsubscribe() : drop(subscription));
    return tell(await make(key), renews, false);
  }
  throw { words: new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim() };
}

async function leave(subscription) {
  note({});
  await subscription.unsubscribe();
  return null;
}

export async function drop(subscription) {
  await leave(subscription);
  await ask("DELETE", { endpoint: subscription.endpoint });
}

// mend makes the subscription again that the browser lost, if the server lets it.
export async function mend() {
  const { key } = told();
  return key ? tell(await make(key), true) : null;
}

// renew tells the server again of a subscription that there is or was: after each
// sign-in, once a week, and when it changed.
export async function renew() {
  const was = told(), there = await current();
  if (!account) note({ ...was, at: 0 });
  else if (!there) await mend();
  else if (there.endpoint !== was.endpoint || account !== was.account || Date.now() - was.at > WEEK) await tell(there, true);
}
