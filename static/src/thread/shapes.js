// What a message is shaped like, where it has more than words.
// A paragraph that stands in columns is shown so: the rule of views/columns.go.
const GAP = /[^ \t] *\t[ \t]*|[^ \t.,;!?] {2,}/g;
const BULLET = /^[ \t]*(?:[-–—*+>#•·▪]|\w{1,3}[.)])[ \t]+/;

function rowOf(line) {
  line = line.replace(/[…。！？]/g, ".").replaceAll("│", "|").replaceAll("\xa0", " ").replace(/(?<![ \t])[ \t]+$/, "")
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

function columns(paragraph) {
  const rows = paragraph.textContent.replace(/^\n+|\n+$/g, "").split("\n").map(rowOf);
  const n = rows.filter((row, i) => fits(row, rows[i - 1]) || fits(row, rows[i + 1])).length;
  if (n > 0 && 2 * n >= rows.length) paragraph.className = "columns";
}

// Between two fences stands code: the rule of views/fences.go.
const FENCED = /^ {0,3}(`{3,})[ \t]*(?:([\w.+#-]+)[ \t]*)?\n((?:.*\n)*?) {0,3}\1`*[ \t]*$/gm;

export function shape(body, text, element, paragraphs) {
  const made = [], words = (from, to) => /\S/.test(text.slice(from, to)) ? paragraphs(text.slice(from, to)) : [];
  let from = 0;
  for (const { 0: all, 2: language = "", 3: code, index } of text.matchAll(FENCED)) {
    if (!/\S/.test(code)) continue;
    const block = element("div", "code", element("pre", "", code.slice(0, -1)));
    block.dataset.language = language;
    made.push(...words(from, index), block);
    from = index + all.length;
  }
  if (from) {
    body.querySelectorAll("p[dir]").forEach((p) => p.remove());
    body.prepend(...made, ...words(from));
  }
  body.querySelectorAll("p[dir]").forEach(columns);
}

// copyable gives each block of the thread its button, where a script runs.
export function copyable(entries) {
  const { copy, copied } = entries.dataset;
  for (const pre of document.querySelectorAll("#entries .code > pre:only-child")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = copy;
    button.onclick = () => navigator.clipboard.writeText(pre.textContent).then(() => {
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 2000);
    }, () => getSelection().selectAllChildren(pre)); // the person copies what is marked
    pre.after(button);
  }
}
