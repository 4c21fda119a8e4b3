// Pictures over the page, those of the thread or of what is being written: beside each
// other in a strip, which a finger, arrows or buttons move.
let dialog;
const part = (selector) => dialog.querySelector(selector);
const strip = () => part(".viewer__strip");
const at = () => Math.round(Math.abs(strip().scrollLeft) / (strip().clientWidth || 1));

// others are all pictures that belong together with one.
const others = (picture) => [...(picture.closest("form")?.querySelectorAll("[data-view]:not([hidden])")
  ?? document.querySelectorAll("#entries a.file--image"))];

const nameOf = (picture) => picture.closest("li").querySelector(".file__name").textContent.trim();

function item(picture) {
  const li = document.createElement("li"), img = new Image();
  Object.assign(img, { loading: "lazy", alt: nameOf(picture), src: picture.href ?? picture.firstElementChild.src });
  li.append(img);
  return li;
}

function go(n, behavior) {
  zoom(false);
  strip().scrollTo({ left: n * strip().clientWidth, behavior });
}

function zoom(on) {
  const near = part(".viewer__near");
  if (near) near.className = "";
  const [li, button] = [strip().children[at()], part("[data-zoom]")];
  if (on && li !== near) li.className = "viewer__near";
  button.ariaPressed = String(!!part(".viewer__near"));
}

// say names the picture that is seen.
function say() {
  const { children } = strip(), n = at(), img = children[n]?.firstElementChild;
  if (!img || part("bdi").textContent === img.alt && part("a").href === img.src) return;
  part("bdi").textContent = img.alt;
  part(".number").textContent = children.length > 1 ? `${n + 1} / ${children.length}` : "";
  Object.assign(part("a"), { href: img.src, download: img.alt });
  part("[data-step='-1']").ariaDisabled = String(n === 0);
  part("[data-step='1']").ariaDisabled = String(n === children.length - 1);
}

function pressed({ target }) {
  const button = target.closest("button");
  if (target.matches("img") || button?.matches("[data-zoom]")) zoom(true);
  else if (button?.dataset.step) go(at() + +button.dataset.step);
  else if (button?.matches("[data-shut]") || target.matches("li")) dialog.close();
}

async function make() {
  dialog = document.getElementById("viewer").content.firstElementChild.cloneNode(true);
  const styled = new Promise((done) => { part("link").onload = part("link").onerror = done; });
  document.body.append(dialog);
  dialog.addEventListener("click", pressed);
  strip().addEventListener("scroll", say);
  dialog.addEventListener("keydown", (e) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!step || part(".viewer__near")) return;
    e.preventDefault();
    go(at() + step);
  });
  dialog.addEventListener("close", () => strip().replaceChildren());
  await styled;
}

// show opens one of the page's pictures.
export async function show(picture) {
  if (!dialog) await make();
  if (dialog.open) return;
  const all = others(picture);
  strip().replaceChildren(...all.map(item));
  dialog.showModal();
  go(all.indexOf(picture), "instant");
  say();
  strip().focus();
}
