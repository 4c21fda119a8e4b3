// Alerts on this device: what the browser answers decides which words are shown.
// It is never asked without a tap. Only the pages that offer alerts load this.
import { parse } from "../lib/html.js";
import { setStatus } from "../lib/status.js";
import { current, register, resubscribe, subscribe, unsubscribe } from "./device.js";

const box = document.getElementById("push");
const line = box.querySelector("[data-push-say]");
const LIMIT = 20_000; // Chromium waits for ever for a push service that it cannot reach

const agent = navigator.userAgent;
const ios = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
const able = navigator.serviceWorker && window.PushManager && window.Notification;
const how = ios ? "ios" : ["firefox", "android", "chrome", "safari"].find((name) => agent.toLowerCase().includes(name));
for (const words of box.querySelectorAll("[data-push-how]")) words.hidden = !!how && words.dataset.pushHow !== how;

// showState leaves one state to be seen; where a tap led to it, its heading has the focus.
function showState(state, tapped) {
  for (const card of box.querySelectorAll("[data-push-state]")) card.hidden = card.dataset.pushState !== state;
  box.dataset.state = state;
  if (tapped) box.querySelector("[data-push-state]:not([hidden]) :is(h2, button)")?.focus();
}

async function look(tapped) {
  if (!able) return showState(ios ? "ios" : "unsupported", tapped);
  if (Notification.permission === "denied") return showState("denied", tapped);
  const there = Notification.permission === "granted" && await current();
  if (!there) {
    showState("off", tapped);
    return await resubscribe() && on();
  }
  showState("on", tapped);
  if (!await register(there, true)) { // the server may have forgotten it, or been told to
    showState("off", tapped);
    return setStatus(line, box.dataset.saysRemoved);
  }
  if (!document.querySelector("#devices .tag")) await list();
}

// turnOn comes from a tap: nothing is awaited before the browser asks.
async function turnOn() {
  const asked = Notification.requestPermission();
  showState("waiting", true);
  const answer = await asked;
  if (answer !== "granted") {
    if (answer === "default") setStatus(line, box.dataset.saysClosed);
    return look(true);
  }
  const done = (async () => register(await current() ?? await subscribe(box.dataset.push)))();
  done.then(on).catch(() => {}); // even if it comes late
  await Promise.race([done, new Promise((_, late) => setTimeout(late, LIMIT, { words: box.dataset.saysLate }))]);
}

function on() {
  setStatus(line);
  showState("on", true);
  return list();
}

async function turnOff(button) {
  const there = await current();
  if (there) await unsubscribe(there).catch(() => {}); // the browser forgot it: the rest follows by itself
  else if (button.form) return button.form.requestSubmit(button); // the list knows more than the browser
  showState("off", true);
  await list();
}

// list brings the devices as the server has them now.
async function list() {
  const old = document.getElementById("devices");
  if (old) old.replaceWith(parse(await (await fetch(location.pathname)).text()).getElementById("devices"));
}

function failed(why) {
  showState("off", true);
  setStatus(line, why?.words || box.dataset.saysFailed);
}

document.addEventListener("click", async (e) => {
  const button = e.target.closest("[data-push-do]"),
    what = { on: turnOn, off: turnOff, look: () => look(true) }[button?.dataset.pushDo];
  if (!what) return;
  e.preventDefault();
  setStatus(line);
  await what(button).catch(failed);
});
document.addEventListener("htmx:after:swap", () => {
  if (document.querySelector(".trial")) list().catch(() => {}); // a test may have cost one of them its place
});
look().catch((why) => { if (why?.words) failed(why); }); // without a connection, what was on is on
