// A live list. hx-upsert replaces a row where it stands; here it moves to where
// its data-sort (the greatest first) wants it, without losing focus or scroll.
const list = document.getElementById("tickets");
const newest = (a, b) => b.dataset.sort.localeCompare(a.dataset.sort, undefined, { numeric: true });
let held; // the row that had the focus

function place() {
  let next = null;
  for (const row of [...list.querySelectorAll(":scope > [data-sort]")].sort(newest).reverse()) {
    if (row.nextElementSibling !== next) list.insertBefore(row, next);
    next = row;
  }
  const empty = document.querySelector("[data-empty]");
  if (empty) empty.hidden = !!next;
  list.hidden = !next;
  if (held && document.activeElement === document.body) document.getElementById(held)?.querySelector("a")?.focus({ preventScroll: true });
}

if (list) {
  document.addEventListener("htmx:before:swap", () => { held = document.activeElement.closest("#tickets > [data-sort]")?.id; });
  document.addEventListener("htmx:after:swap", place);
}
