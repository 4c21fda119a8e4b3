// A live list. hx-upsert replaces a row where it stands; here it moves to where
// its data-sort (the greatest first) wants it. No other row moves, so that focus
// and what is looked at stay.
let list = document.getElementById("tickets");
const order = (a, b) => b.localeCompare(a, undefined, { numeric: true });
const isRow = (item) => !!item?.id; // the others are headings of groups
let settled = new WeakSet(list?.children);
let held; // the row that had the focus, or the last one while "show more" has it
let longer, anchor, top;

function before({ detail: { ctx, tasks } }) {
  longer = !!document.activeElement.closest("#more");
  held = longer ? list.lastElementChild?.id : document.activeElement.closest("#tickets > [id]")?.id;
  const coming = tasks.flatMap(({ fragment }) => [...fragment.querySelectorAll("[data-sort]")]);
  // What is looked at, once the list goes past the upper edge. Not all browsers hold it by themselves.
  const stays = (row) => row.getBoundingClientRect().bottom > 80 && !coming.some(({ id }) => id === row.id);
  anchor = list.getBoundingClientRect().top < 0 && [...list.children].find(stays);
  top = anchor && anchor.getBoundingClientRect().top;
  // What belongs further down than the page goes comes with its next part.
  const { end } = document.getElementById("more")?.dataset ?? {};
  if (end && ctx.sourceElement?.id === "live")
    coming.filter((row) => order(row.dataset.sort, end) > 0 && !document.getElementById(row.id))
      .forEach((row) => row.remove());
}

function place() {
  if (!list.isConnected) { // another search: its rows are in order
    list = document.getElementById("tickets");
    settled = new WeakSet(list.children);
    anchor = held = undefined;
  }
  const items = () => [...list.querySelectorAll(":scope > [data-sort]")];
  for (const item of items()) {
    if (settled.has(item)) continue;
    const next = items()
      .find((other) => settled.has(other) && order(item.dataset.sort, other.dataset.sort) < 0) ?? null;
    if (item.nextElementSibling !== next) list.insertBefore(item, next);
    settled.add(item);
  }
  for (const item of items()) if (!isRow(item)) item.hidden = !isRow(item.nextElementSibling);
  const empty = document.querySelector("[data-empty]"), some = items().some(isRow);
  if (empty) empty.hidden = some;
  list.hidden = !some;
  if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
  if (!held || document.activeElement !== document.body) return;
  let row = document.getElementById(held);
  if (longer) do row = row?.nextElementSibling; while (row && !isRow(row));
  row?.querySelector("a").focus({ preventScroll: true });
}

if (list) {
  document.documentElement.style.overflowAnchor = "none"; // two would hold it twice
  document.addEventListener("htmx:before:swap", before);
  document.addEventListener("htmx:after:swap", place);
}
