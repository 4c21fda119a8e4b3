// Filters apply themselves: a form with data-auto sends on change.
document.addEventListener("change", ({ target }) => {
  if (target.form && "auto" in target.form.dataset) target.form.requestSubmit();
});
