// parse reads a page or a part of one that was fetched.
export const parse = (html) => new DOMParser().parseFromString(html, "text/html");
