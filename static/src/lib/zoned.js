// zoned writes times in the account's zone, as the server does; an old browser may
// not know it.
const { zone } = document.documentElement.dataset;

export function zoned(tag, options) {
  try {
    return new Intl.DateTimeFormat(tag, { timeZone: zone, ...options });
  } catch {
    return new Intl.DateTimeFormat(tag, options);
  }
}

// clock is the time of day in the server's way: "5:48 pm", "17:48".
export const clock = (tag, at, options) =>
  zoned(tag, { timeStyle: "short", ...options }).format(at).toLowerCase().replace(/\s/, " ");
