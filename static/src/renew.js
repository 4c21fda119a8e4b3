// This browser's subscription, and that the server knows it. Browsers change
// subscriptions without a word, and a session takes its device along when it ends.
const WEEK = 7 * 24 * 3600 * 1000;
const ask = (method, body) => fetch("/push/subscriptions", {
  method, headers: { "HX-Request": "true", "Content-Type": "application/json" }, body: JSON.stringify(body),
});
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") : undefined;

export const current = async () => (await navigator.serviceWorker?.getRegistration())?.pushManager?.getSubscription();

export const make = async (key) => (await navigator.serviceWorker.ready).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });

// tell gives the server a subscription. One that was made for an older key of
// ours is made again; one that renews itself and was removed from the list is let
// go: null. Thrown: the server's words, as { words }.
export async function tell(subscription, renews = false, again = true) {
  const answer = await ask("POST", { ...subscription.toJSON(), key: text(subscription.options?.applicationServerKey), renews });
  if (answer.ok) return subscription;
  if (renews && answer.status === 410) return subscription.unsubscribe().then(() => null);
  if (answer.status === 409 && again) {
    const { key } = await answer.json();
    await drop(subscription);
    return tell(await make(key), false, false);
  }
  throw { words: new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim() };
}

export async function drop(subscription) {
  await subscription.unsubscribe();
  await ask("DELETE", { endpoint: subscription.endpoint });
}

// renew tells the server again of a subscription that there is, after each
// sign-in and once a week. account: the tag of who is signed in, "" for nobody.
export async function renew(account) {
  if (!account) return localStorage.removeItem("push");
  const [who, at] = (localStorage.getItem("push") ?? "").split(" ");
  if (who === account && Date.now() - at < WEEK) return;
  const subscription = await current();
  if (!subscription) return;
  await tell(subscription, true);
  localStorage.setItem("push", `${account} ${Date.now()}`);
}
