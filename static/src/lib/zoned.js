// zoned writes times in the account's zone, as the server does; an old browser may
// not know it.
const { zone } = document.documentElement.dataset;

export function zoned(tag, options) {
  try {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(tag, options);
  }
}
