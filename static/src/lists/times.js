// Relative times stay true while the page is open. The server's words are the
// start, and all that others ever see; of older days they stay.
import { zoned } from "../lib/zoned.js";

const { lang } = document.documentElement;
const near = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });
const locale = lang === "en" ? "en-GB" : lang;
const full = zoned(locale, { dateStyle: "full", timeStyle: "short", hour12: lang === "en" });
const date = zoned(locale, { day: "numeric", month: "short" }); // the server's way: 19 Nov
const day = zoned("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }); // 2026-11-22

// words count the last hours, then days by midnights, as people do; none are needed
// for a day that the server named.
function words(time, at, now) {
  // clocks differ: nothing is in the future
  const days = Math.round((Date.parse(day.format(now)) - Date.parse(day.format(at))) / 864e5),
    minutes = Math.max(0, Math.trunc((now - at) / 6e4));
  if (days > 1) return time.dataset.rel && date.format(at);
  if (days === 1 && minutes > 720) return near.format(-1, "day");
  return !minutes ? near.format(0, "second") : minutes < 60 ? near.format(-minutes, "minute")
    : near.format(-Math.trunc(minutes / 60), "hour");
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-rel]")) {
    const at = new Date(time.dateTime), said = words(time, at, Date.now());
    if (said) time.dataset.rel = "own";
    if (said && time.textContent !== said) time.textContent = said;
    time.title = full.format(at);
  }
}

refresh();
setInterval(() => document.hidden || refresh(), 30000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("htmx:after:swap", refresh);
