// Results come while one types. Their address is the page's own: it can be kept, and
// loaded again.
const form = document.querySelector(".search");
const here = document.querySelectorAll(":is(.tabs a, .view)[aria-current]"); // a search looks into all of them

form?.addEventListener("htmx:after:swap", () => {
  const fields = new URLSearchParams(new FormData(form));
  if (!fields.get("q")) fields.delete("q");
  history.replaceState(null, "", `${form.getAttribute("action")}${fields.size ? `?${fields}` : ""}`);
  for (const tab of here) tab.ariaCurrent = fields.has("q") ? null : "page";
  form.querySelector("[role=status]").textContent = document.querySelector("#results h2, .found").textContent;
});
