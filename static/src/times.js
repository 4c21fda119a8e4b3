// Relative times stay true while the page is open. The server's words are the
// start, and all that others ever see.
const UNITS = [["year", 31536e6], ["month", 2592e6], ["week", 6048e5], ["day", 864e5], ["hour", 36e5], ["minute", 6e4]];
const { lang, dataset } = document.documentElement;
const near = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });
const full = inZone(dataset.zone) ?? inZone();

// inZone writes times in the account's zone; an old browser may not know it.
function inZone(timeZone) {
  try { return new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short", timeZone }); } catch { return null; }
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-rel]")) {
    const at = new Date(time.dateTime), ago = Math.min(0, at - Date.now()); // clocks differ: nothing is in the future
    const [unit, by] = UNITS.find(([, by]) => -ago >= by) ?? ["minute", 6e4];
    const words = near.format(Math.trunc(ago / by), unit);
    if (time.textContent !== words) time.textContent = words;
    time.title = full.format(at);
  }
}

refresh();
setInterval(() => document.hidden || refresh(), 30000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("htmx:after:swap", refresh);
