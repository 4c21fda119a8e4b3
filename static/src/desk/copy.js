// A tap takes along what stands beside it; where that is forbidden it is marked.
for (const button of document.querySelectorAll("[data-copies]")) {
  const code = button.parentElement.querySelector("code");
  button.hidden = false;
  button.onclick = () => navigator.clipboard.writeText(code.textContent)
    .then(() => { button.textContent = button.closest("[data-copied]").dataset.copied; },
      () => getSelection().selectAllChildren(code));
}
