// A paragraph that stands in columns is shown so: the rule of views/columns.go.
const GAP = /[^ \t] *\t[ \t]*|[^ \t.,;!?] {2,}/g;
const BULLET = /^[ \t]*(?:[-–—*+>#•·▪]|\w{1,3}[.)])[ \t]+/;

function rowOf(line) {
  line = line.replace(/[…。！？]/g, ".").replaceAll("│", "|").replaceAll("\xa0", " ").replace(/[ \t]+$/, "")
    .replace(BULLET, "").replace(/[^\0-\x7f]/gu, "x");
  const marks = [];
  for (const { 0: gap, index } of line.matchAll(GAP)) {
    if (gap.includes("\t")) marks.push(0);
    else marks.push(-index - 1, index + gap.length, -line.length);
  }
  const head = marks.length > 0 && line.startsWith("  ");
  for (const { index } of line.matchAll(/\||\+-/g)) marks.push(index + 1);
  return { marks, head };
}

const fits = (a, b) => b && (a.marks.some((mark) => b.marks.includes(mark)) ||
  (a.head || b.head) && a.marks.length > 0 && b.marks.length > 0);

export function columns(paragraph) {
  const rows = paragraph.textContent.replace(/^\n+|\n+$/g, "").split("\n").map(rowOf);
  const n = rows.filter((row, i) => fits(row, rows[i - 1]) || fits(row, rows[i + 1])).length;
  if (n > 0 && 2 * n >= rows.length) paragraph.className = "columns";
}
