// A cut line is said where the person writes, also on pages without a stream.
const say = () => document.documentElement.toggleAttribute("data-offline", !navigator.onLine);

addEventListener("offline", say);
addEventListener("online", say);
say();
