// Alerts on this device: what the browser answers decides which words are shown.
// It is never asked without a tap. Only the pages that offer alerts load this.
import { tell as say } from "./say.js";
import { current, drop, make, mend, tell } from "./renew.js";

const box = document.querySelector("[data-push]");
const line = box.querySelector("[data-push-say]");
const LIMIT = 20_000; // Chromium waits for ever for a push service that it cannot reach

const agent = navigator.userAgent;
const ios = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
const able = navigator.serviceWorker && window.PushManager && window.Notification;
const how = ios ? "ios" : ["firefox", "android", "chrome", "safari"].find((name) => agent.toLowerCase().includes(name));
for (const words of box.querySelectorAll("[data-push-how]")) words.hidden = !!how && words.dataset.pushHow !== how;

// show leaves one state to be seen; where a tap led to it, its heading has the focus.
function show(state, tapped) {
  for (const card of box.querySelectorAll("[data-push-state]")) card.hidden = card.dataset.pushState !== state;
  box.dataset.state = state;
  if (tapped) box.querySelector("[data-push-state]:not([hidden]) :is(h2, button)")?.focus();
}

async function look(tapped) {
  if (!able) return show(ios ? "ios" : "unsupported", tapped);
  if (Notification.permission === "denied") return show("denied", tapped);
  const there = Notification.permission === "granted" && await current();
  if (!there) {
    show("off", tapped);
    return await mend() && on();
  }
  show("on", tapped);
  if (!await tell(there, true)) { // the server may have forgotten it, or been told to
    show("off", tapped);
    return say(line, box.dataset.saysRemoved);
  }
  if (!document.querySelector("#devices .tag")) await list();
}

// turnOn comes from a tap: nothing is awaited before the browser asks.
async function turnOn() {
  const asked = Notification.requestPermission();
  show("waiting", true);
  const answer = await asked;
  if (answer !== "granted") {
    if (answer === "default") say(line, box.dataset.saysClosed);
    return look(true);
  }
  const done = (async () => tell(await current() ?? await make(box.dataset.push)))();
  done.then(on).catch(() => {}); // even if it comes late
  await Promise.race([done, new Promise((_, late) => setTimeout(late, LIMIT, { words: box.dataset.saysLate }))]);
}

async function on() {
  say(line);
  show("on", true);
  await list();
}

async function turnOff(button) {
  const there = await current();
  if (there) await drop(there).catch(() => {}); // the browser forgot it: the rest follows by itself
  else if (button.form) return button.form.requestSubmit(button); // the list knows more than the browser
  show("off", true);
  await list();
}

// list brings the devices as the server has them now.
async function list() {
  const old = document.getElementById("devices");
  if (!old) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
  old.replaceWith(page.getElementById("devices"));
}

function failed(why) {
  show("off", true);
  say(line, why?.words || box.dataset.saysFailed);
}

document.addEventListener("click", async (e) => {
  const button = e.target.closest("[data-push-do]"), what = { on: turnOn, off: turnOff, look: () => look(true) }[button?.dataset.pushDo];
  if (!what) return;
  e.preventDefault();
  say(line);
  await what(button).catch(failed);
});
document.addEventListener("htmx:after:swap", () => {
  if (document.querySelector(".trial")) list().catch(() => {}); // a test may have cost one of them its place
});
look().catch((why) => { if (why?.words) failed(why); }); // without a connection, what was on is on
