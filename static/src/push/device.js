// This browser's subscription, and that the server knows it. Browsers change
// subscriptions without a word, and a session takes its device along when it ends.
import { decode, encode } from "../lib/base64url.js";
import { sendJSON, wordsOf } from "../lib/request.js";

const account = document.querySelector("meta[name=account]")?.content ?? "";
const WEEK = 7 * 24 * 3600 * 1000;
const ADDRESS = "/push/subscriptions";

export const current = async () => (await navigator.serviceWorker?.getRegistration())?.pushManager?.getSubscription();

export const subscribe = async (key) => (await navigator.serviceWorker.ready).pushManager.subscribe({
  userVisibleOnly: true, applicationServerKey: decode(key),
});

// remembered is the subscription that the server was last told of, while alerts are on here.
const remembered = () => JSON.parse(localStorage.told ?? "{}");
const remember = (what) => { localStorage.told = JSON.stringify(what); };

// register gives the server a subscription. One that was made for an older key of
// ours is made again; one that renews itself and was removed from the list is let
// go: null. Thrown: the server's words, as { words }.
export async function register(subscription, renews = false, again = true) {
  const { endpoint } = subscription, replaces = remembered().endpoint,
    key = encode(subscription.options?.applicationServerKey);
  const answer = await sendJSON("POST", ADDRESS,
    { ...subscription.toJSON(), key, renews, replaces, lost: !!replaces && replaces !== endpoint });
  if (answer.ok) {
    remember({ endpoint, key, account, at: Date.now() });
    return subscription;
  }
  if (renews && answer.status === 410) return letGo(subscription);
  if (answer.status === 409 && again) {
    const { key } = await answer.json();
    await (renews ? subscription.unsubscribe() : unsubscribe(subscription));
    return register(await subscribe(key), renews, false);
  }
  throw { words: wordsOf(await answer.text()) };
}

async function letGo(subscription) {
  remember({});
  await subscription.unsubscribe();
  return null;
}

export async function unsubscribe(subscription) {
  await letGo(subscription);
  await sendJSON("DELETE", ADDRESS, { endpoint: subscription.endpoint });
}

// resubscribe makes the subscription again that the browser lost, if the server lets it.
export async function resubscribe() {
  const { key } = remembered();
  return key ? register(await subscribe(key), true) : null;
}

// renew tells the server again of a subscription that there is or was: after each
// sign-in, once a week, and when it changed.
export async function renew() {
  const was = remembered(), there = await current();
  if (!account) remember({ ...was, at: 0 });
  else if (!there) await resubscribe();
  else if (there.endpoint !== was.endpoint || account !== was.account || Date.now() - was.at > WEEK)
    await register(there, true);
}
