// What somebody's words tell us, read by the server's own patterns (JSON).
const compile = (list) => list.flatMap((pattern) => {
  // An installation's own may be one that only the server can read.
  try { return new RegExp(pattern, "giu"); } catch { return []; }
});

// A card number is never shown as an ID (a network's first digits, and Luhn).
const card = (id) => /^(?:[4-6]|2[2-7]|30|3[46-9]|35\d{14}|81)\d{10,17}$/.test(id)
  && [...id].reverse().reduce((sum, c, i) => sum + (i % 2 ? +"0246813579"[c] : +c), 0) % 10 === 0;

function find(patterns, text) {
  const ids = new Map();
  for (const pattern of patterns)
    text = text.replace(pattern, (all, id) => {
      if (!card(id)) ids.set(id.toLowerCase(), id);
      return all.replace(id, " ");
    });
  return [...ids.values()].slice(0, 10);
}

export function reader(json) {
  const { ids, times } = JSON.parse(json), idPatterns = compile(ids), timePatterns = compile(times);
  return {
    ids: (text) => find(idPatterns, text),
    time: (text) => timePatterns.some((pattern) => text.search(pattern) >= 0),
  };
}
