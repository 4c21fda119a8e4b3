// A cut line is said where the person writes: on a page that has no stream to tell it by.
const say = () => document.documentElement.toggleAttribute("data-offline", !navigator.onLine);

addEventListener("offline", say);
addEventListener("online", say);
say();
