// What the worker and the pages keep together on this device: replies that wait
// for a connection (queue), and whose browser it is (facts).
const open = () => new Promise((ok, no) => {
  const asked = indexedDB.open("hilo", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("queue", { keyPath: "key" });
    asked.result.createObjectStore("facts");
  };
  asked.onsuccess = () => ok(asked.result);
  asked.onerror = () => no(asked.error);
  setTimeout(no, 9e3); // WebKit may never answer: who waits for it holds up what waits to be sent
});

// run does one thing with a store and answers once it is on disk.
export async function run(name, act) {
  const db = await open();
  try {
    return await new Promise((ok, no) => {
      const tx = db.transaction(name, "readwrite"), asked = act(tx.objectStore(name));
      tx.oncomplete = () => ok(asked.result);
      tx.onerror = tx.onabort = () => no(tx.error);
    });
  } finally { db.close(); }
}

// who is the account of this browser and its language.
export const who = async () => await run("facts", (facts) => facts.get("who")) ?? {};

// waiting are the replies of account that were not sent yet, the oldest first.
export const waiting = async (account) =>
  (await run("queue", (queue) => queue.getAll())).filter((item) => (item.owner ?? item.account) === account)
    .sort((a, b) => a.at - b.at);

// unpack makes what waits a form's value again. A browser may refuse to keep a File
// (private windows do): its bytes are kept. What older versions kept is one still.
export const unpack = (value) => value.bytes ? new File([value.bytes], value.name, value) : value;
