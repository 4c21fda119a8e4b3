// What the worker and the pages keep together on this device: replies that wait
// for a connection (queue), and whose browser it is (facts).
const SLOW = 9e3; // WebKit may never answer: who waits for it would hold up all that waits to be sent

const open = () => new Promise((ok, no) => {
  const asked = indexedDB.open("hilo", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("queue", { keyPath: "key" });
    asked.result.createObjectStore("facts");
  };
  asked.onsuccess = () => ok(asked.result);
  asked.onerror = () => no(asked.error);
  setTimeout(no, SLOW);
});

async function within(name, mode, act) {
  const db = await open();
  try {
    return await new Promise((ok, no) => {
      const tx = db.transaction(name, mode);
      tx.onerror = tx.onabort = () => no(tx.error);
      act(tx, tx.objectStore(name), ok, no);
    });
  } finally { db.close(); }
}

// run does one thing with a store and answers once it is on disk. What takes too long is
// not done: who asked has the words again.
export const run = (name, act) => within(name, "readwrite", (tx, store, ok, no) => {
  const asked = act(store);
  tx.oncomplete = () => ok(asked.result);
  setTimeout(() => {
    no();
    try { tx.abort(); } catch { /* it had ended */ }
  }, SLOW);
});

// read answers as soon as it can: in WebKit what only reads may wait for good for what
// writes, and for being told that it has ended.
const read = (name, act) => within(name, "readonly", (tx, store, ok, no) => {
  const asked = act(store);
  asked.onsuccess = () => ok(asked.result);
  setTimeout(no, SLOW);
});

// who is the account of this browser and its language.
export const who = async () => await read("facts", (facts) => facts.get("who")) ?? {};

// waiting are the replies of account that were not sent yet, the oldest first.
export const waiting = async (account) =>
  (await read("queue", (queue) => queue.getAll())).filter((item) => (item.owner ?? item.account) === account)
    .sort((a, b) => a.at - b.at);

// unpack makes what waits a form's value again. A browser may refuse to keep a File
// (private windows do): its bytes are kept. What older versions kept is one still.
export const unpack = (value) => value.bytes ? new File([value.bytes], value.name, value) : value;
