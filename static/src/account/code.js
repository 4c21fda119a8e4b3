// The page that asks for a code: what comes at once, pasted or filled in, sends
// itself; who types presses the button, for nothing tells how long a code is. And until
// another may be asked for, the time stands in the place of the button. The server judges both.
import { fill } from "../lib/status.js";
import { clock } from "../lib/zoned.js";

const field = document.getElementById("code"), again = document.querySelector("[data-resend]");

if (field) {
  let soon;
  field.addEventListener("input", ({ inputType = "", data }) => {
    clearTimeout(soon); // a moment to press the button oneself
    const typed = /^(delete|insert(Composition)?Text$)/.test(inputType) && (data ?? "").length < 8;
    if (!typed && field.value.replace(/\P{Nd}/gu, "").length > 7)
      soon = setTimeout(() => field.form.requestSubmit(), 400);
  });
  // a field drops the ends of lines, and what they part would be one number
  field.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text").trim();
    if (!lines.includes("\n")) return;
    event.preventDefault();
    field.setRangeText(lines.replace(/\s+/g, " "), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste" }));
  });
  field.form.addEventListener("submit", () => clearTimeout(soon));
}

// Who has no zone yet reads the clock that their browser goes by.
const told = document.querySelector("[data-free-words]");
if (told) {
  const time = clock(document.documentElement.lang, new Date(told.dataset.free), { timeZone: undefined });
  told.textContent = fill(told.dataset.freeWords, { time });
}

if (again) {
  const [when, button] = again.querySelectorAll("p, button"), due = Date.now() + again.dataset.resend * 1000;
  const look = () => {
    const over = when.hidden = Date.now() >= due;
    button.hidden = !over;
    if (!over) setTimeout(look, 1000);
  };
  look();
}
