// The page that asks for a code: it sends itself once 8 digits are there, and
// counts down to when another code may be asked for. The server judges both.
import { fill } from "./say.js";

const field = document.getElementById("code"), again = document.querySelector("[data-resend]");
const bare = (text) => text.replace(/[\s\p{Pd}\p{Cf}−]/gu, "");

if (field) {
  const refused = bare(field.value);
  let soon;
  field.addEventListener("input", () => {
    clearTimeout(soon); // a moment to press the button oneself
    const code = bare(field.value);
    if (/^\p{Nd}{8}$/u.test(code) && code !== refused) soon = setTimeout(() => field.form.requestSubmit(), 400);
  });
  field.form.addEventListener("submit", () => clearTimeout(soon));
}

if (again) {
  const button = again.querySelector("button"), words = button.textContent, due = Date.now() + again.dataset.resend * 1000;
  const count = () => {
    const n = Math.ceil((due - Date.now()) / 1000);
    button.disabled = n > 0;
    button.textContent = n > 0 ? fill(again.dataset.wait, { n }) : words;
    if (n > 0) setTimeout(count, 1000);
  };
  count();
}
