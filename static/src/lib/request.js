// sendJSON asks as a script does: a refusal is answered with its words alone.
export const sendJSON = (method, path, body) => fetch(path, {
  method, headers: { "HX-Request": "true", "Content-Type": "application/json" }, body: JSON.stringify(body),
});

// wordsOf are those of a refusal.
export const wordsOf = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
