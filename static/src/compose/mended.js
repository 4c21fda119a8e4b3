// An error ends once it is mended: its frame, its sentence and its line in the summary
// go with the first key, and what no single field could mend goes with them.
const drop = (error) => {
  for (const field of document.querySelectorAll(`[aria-describedby="${error.id}"]`)) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  error.remove();
};

function mended({ target: { form, id } }) {
  if (!form) return;
  form.querySelectorAll(`.field__error:is([role=alert], #e-${CSS.escape(id)})`).forEach(drop);
  const line = form.querySelector(`.problems a[href="#${CSS.escape(id)}"]`)?.closest("li"), list = line?.parentNode;
  line?.remove();
  if (list && !list.children.length) list.closest(".problems").remove();
}
document.addEventListener("input", mended);
document.addEventListener("change", mended);

// clear: all of it was mended, for it was sent.
export const clear = (form) => form.querySelectorAll(".field__error").forEach(drop);
