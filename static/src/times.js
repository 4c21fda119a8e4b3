// Times stay true while the page is open. Those of a day count up; older ones keep
// the server's words, for they are dates, but for a "yesterday" that midnight overtakes.
const DAY = 864e5, opened = Date.now();
const { lang, dataset } = document.documentElement;
const near = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });
const full = inZone({ dateStyle: "full", timeStyle: "short" }), day = inZone({ day: "numeric", month: "short" });

// inZone writes times in the account's zone; an old browser may not know it.
function inZone(options) {
  const locale = lang === "en" ? "en-GB" : lang; // the server's way: 19 Nov
  try { return new Intl.DateTimeFormat(locale, { ...options, timeZone: dataset.zone }); } catch { return new Intl.DateTimeFormat(locale, options); }
}

function words(time, at) {
  const ago = Math.min(0, at - Date.now()); // clocks differ: nothing is in the future
  const [unit, by] = ago > -36e5 ? ["minute", 6e4] : ["hour", 36e5];
  if (ago > -DAY) return near.format(Math.trunc(ago / by), unit);
  return day.format(Date.now()) !== day.format(opened) && at > opened - 2 * DAY ? day.format(at) : time.textContent;
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-rel]")) {
    const at = new Date(time.dateTime), said = words(time, at);
    if (time.textContent !== said) time.textContent = said;
    time.title = full.format(at);
  }
}

refresh();
setInterval(() => document.hidden || refresh(), 30000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("htmx:after:swap", refresh);
