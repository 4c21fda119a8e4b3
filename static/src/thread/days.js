// Headings between the days. The page comes with them; an entry of a new day that
// arrives later gets its own, "today" becomes "yesterday", and where earlier entries
// join, a day has one heading.
import { zoned } from "../lib/zoned.js";

const { lang } = document.documentElement;
const locale = lang === "en" ? "en-GB" : lang; // the server's way: 19 November
const near = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });

const key = zoned("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }); // 2026-11-22
const weekday = zoned(locale, { weekday: "long" });
const date = zoned(locale, { day: "numeric", month: "long" }),
  dateOfYear = zoned(locale, { day: "numeric", month: "long", year: "numeric" });
const opened = key.format(new Date());

function words(at, today) {
  const day = key.format(at), ago = Math.round((Date.parse(today) - Date.parse(day)) / 864e5);
  const said = ago === 0 || ago === 1 ? near.format(-ago, "day")
    : `${weekday.format(at)}, ${(day.slice(0, 4) === today.slice(0, 4) ? date : dateOfYear).format(at)}`;
  return said[0].toUpperCase() + said.slice(1);
}

function made() {
  const heading = document.createElement("h2");
  heading.className = "day";
  heading.append(document.createElement("span"));
  return heading;
}

export function arrange(entries) {
  const today = key.format(new Date());
  let before, heading;
  for (const child of [...entries.children]) {
    if (child.matches(".day")) {
      heading?.remove();
      heading = child;
    }
    const time = child.id.startsWith("entry-") && child.querySelector("time");
    if (!time) continue;
    const at = new Date(time.dateTime), day = key.format(at);
    if (day === before) heading?.remove();
    else if (!heading) child.before(heading = made());
    if (day !== before && (!heading.textContent || today !== opened)) heading.firstChild.textContent = words(at, today);
    before = day;
    heading = null;
  }
}
