// A tap that has to wait is seen to wait: a thin line above the page, after a moment.
// A browser shows that itself where pages follow each other; an installed app does not.
const root = document.documentElement, SOON = 400;
const waits = new Map(); // what waits → its timer

function begin(what) {
  waits.set(what, setTimeout(() => root.toggleAttribute("data-busy", true), SOON));
}

function end(what) {
  clearTimeout(waits.get(what));
  waits.delete(what);
  if (!waits.size) root.toggleAttribute("data-busy", false);
}

const tapped = ({ detail: { ctx } }) => ctx.sourceElement?.matches("a, button, form") && ctx;
document.addEventListener("htmx:before:request", (e) => tapped(e) && begin(tapped(e)));
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => waits.has(ctx) && end(ctx));

if (matchMedia("(display-mode: standalone)").matches) {
  for (const name of ["click", "submit"])
    addEventListener(name, (e) => {
      const link = name === "submit" || e.target.closest?.("a[href]:not([target], [download], [href^='#'])");
      if (link && !e.defaultPrevented) begin(root);
    });
  addEventListener("pageshow", () => end(root));
}
