// A live list. hx-upsert replaces a row where it stands; here it moves to where
// its data-sort (the greatest first) wants it, without losing focus or scroll.
const list = document.getElementById("tickets");
const order = (a, b) => b.localeCompare(a, undefined, { numeric: true });
const isRow = (item) => !!item?.id; // the others are headings of groups
let held; // the row that had the focus, or the last one while "show more" has it
let longer;

function before({ detail: { ctx, tasks } }) {
  longer = !!document.activeElement.closest("#more");
  held = longer ? list.lastElementChild?.id : document.activeElement.closest("#tickets > [id]")?.id;
  const { end } = document.getElementById("more")?.dataset ?? {};
  if (!end || ctx.sourceElement?.id !== "live") return;
  // What belongs further down than the page goes comes with its next part.
  for (const { fragment } of tasks) {
    for (const row of fragment.querySelectorAll("[data-sort]")) {
      if (order(row.dataset.sort, end) > 0 && !document.getElementById(row.id)) row.remove();
    }
  }
}

function place() {
  let next = null, rows = 0;
  for (const item of [...list.querySelectorAll(":scope > [data-sort]")].sort((a, b) => order(a.dataset.sort, b.dataset.sort)).reverse()) {
    if (item.nextElementSibling !== next) list.insertBefore(item, next);
    if (isRow(item)) rows++;
    else item.hidden = !isRow(next);
    next = item;
  }
  const empty = document.querySelector("[data-empty]");
  if (empty) empty.hidden = rows;
  list.hidden = !rows;
  if (!held || document.activeElement !== document.body) return;
  let row = document.getElementById(held);
  if (longer) do row = row?.nextElementSibling; while (row && !isRow(row));
  row?.querySelector("a").focus({ preventScroll: true });
}

if (list) {
  document.addEventListener("htmx:before:swap", before);
  document.addEventListener("htmx:after:swap", place);
}
