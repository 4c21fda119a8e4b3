// The live stream. #live holds it; this decides when it runs, when it is over,
// and says in #live-state how it is.
import { setStatus } from "./status.js";

const FINAL = [401, 403, 404, 410]; // asking again would get the same answer
const root = document.documentElement;

export function watch(live) {
  let asked = false, over = false, tries = 0, again, said, wanted;
  const stream = () => live._htmx?.sse;

  function connect() {
    clearTimeout(again);
    if (over || asked || stream() || document.hidden || !live.isConnected) return;
    asked = true;
    live.dispatchEvent(new Event("connect"));
  }

  // hx-sse retries a stream that was once open, not one that never opened.
  function retry() {
    say("off");
    clearTimeout(again);
    again = setTimeout(connect, Math.min(1000 * 2 ** tries++, 60000) * (0.7 + Math.random() * 0.6));
  }

  function end(status) {
    over = true;
    say("ended", status);
  }

  // A pause that heals at once (a tab shown again, a restart) is not worth a word.
  function say(state, status) {
    if (state === wanted) return;
    wanted = state;
    clearTimeout(said);
    said = setTimeout(() => {
      if (!live.isConnected) return; // another has its place
      root.dataset.live = state;
      const line = document.getElementById("live-state");
      // "when-": html/template takes data-on for a handler and would quote its words.
      if (line) setStatus(
        line,
        line.dataset[{ on: "whenOn", off: "whenOff", ended: status === 404 ? "whenGone" : "whenEnded" }[state]],
        status === 401 && { words: line.dataset.signInWords, href: line.dataset.signIn },
      );
    }, state === "off" ? 1500 : 0);
  }

  const on = (name, heard) => live.addEventListener(name, heard);

  // An answer that is no stream is never shown.
  on("htmx:after:request", (e) => e.preventDefault());
  on("htmx:finally:request", ({ detail: { ctx: { response } } }) => {
    asked = false;
    if (FINAL.includes(response?.status)) end(response.status);
    else if (!response?.headers.get("content-type")?.startsWith("text/event-stream")) retry();
  });
  on("htmx:sse:after:connection", ({ detail: { connection } }) => {
    tries = 0;
    connection.config.reconnectDelay = 500; // a "retry:" counts once
    say("on");
    // Opened while the tab was being hidden: pause as if it had been open before.
    if (document.hidden) queueMicrotask(() => connection.visibilityHandler?.());
  });
  on("htmx:sse:before:connection", (e) => {
    if (over) e.preventDefault();
    else if (e.detail.connection.attempt) say("off");
  });
  on("htmx:sse:error", ({ detail: { status } }) => FINAL.includes(status) ? end(status) : say("off"));
  on("htmx:sse:close", () => over || retry());

  // Heard here and not on the document: a form's reset bubbles under the same name.
  on("reset", () => {
    over = true;
    reload();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (stream()) stream().config.reconnectDelay = 100;
    connect();
  });
  // A cut cable is not always an error to a stream: try it when the browser knows.
  addEventListener("offline", () => stream()?.reader?.cancel().catch(() => {}));
  addEventListener("online", () => {
    stream()?.delayCanceller?.();
    stream()?.reader?.cancel().catch(() => {});
    connect();
  });

  connect();
}

// reload at most once in ten seconds, whatever the server says.
function reload() {
  const last = Number(sessionStorage.getItem("hilo-reload")) || 0;
  setTimeout(() => {
    sessionStorage.setItem("hilo-reload", Date.now());
    location.reload();
  }, Math.max(0, last + 10000 - Date.now()));
}
