// Passkeys: the device does the work, this carries the papers. Only the pages
// that can use one load it; without it, and without WebAuthn, there is the code.
import { decode, encode } from "../lib/base64url.js";
import { sendJSON, wordsOf } from "../lib/request.js";
import { setStatus } from "../lib/status.js";

const ids = (list) => list?.map((key) => ({ ...key, id: decode(key.id) }));

const line = document.querySelector("[data-passkey-say]");
const button = document.querySelector("[data-passkey]");

// post gives the answer's JSON; a refusal is thrown with the server's words.
async function post(path, body = {}) {
  const answer = await sendJSON("POST", path, body);
  const said = await answer.text();
  if (answer.ok) return answer.headers.get("content-type")?.includes("json") ? JSON.parse(said) : undefined;
  throw { status: answer.status, words: wordsOf(said) };
}

// papers is a credential as the server reads it (WebAuthn 5.1, toJSON).
const papers = ({ id, type, authenticatorAttachment, response: r }) => ({
  id, rawId: id, type, authenticatorAttachment: authenticatorAttachment ?? undefined, clientExtensionResults: {},
  response: {
    clientDataJSON: encode(r.clientDataJSON), attestationObject: encode(r.attestationObject),
    transports: r.getTransports?.(),
    authenticatorData: r.signature && encode(r.authenticatorData), signature: encode(r.signature),
    userHandle: encode(r.userHandle) || undefined,
  },
});

async function add() {
  const { publicKey } = await post("/passkeys/options");
  const made = await navigator.credentials.create({ publicKey: {
    ...publicKey, challenge: decode(publicKey.challenge), user: { ...publicKey.user, id: decode(publicKey.user.id) },
    excludeCredentials: ids(publicKey.excludeCredentials),
  } });
  await post("/passkeys", papers(made));
  location.hash = "passkeys";
  location.reload();
}

async function enter() {
  const { publicKey } = await post("/passkeys/sign-in/options");
  const used = await navigator.credentials.get({ publicKey: {
    ...publicKey, challenge: decode(publicKey.challenge), allowCredentials: ids(publicKey.allowCredentials),
  } });
  const { next } = await post("/passkeys/sign-in",
    { credential: papers(used), next: button.dataset.next, zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  location.assign(next);
}

function failed(why) {
  // the proof grew old: the page asks for a code
  if (button.dataset.passkey === "add" && [401, 403].includes(why.status)) return location.reload();
  const { saysCancelled, saysKnown, saysFailed } = button.dataset;
  setStatus(line,
    why.words || { NotAllowedError: saysCancelled, InvalidStateError: saysKnown }[why.name] || saysFailed);
}

if (button && window.PublicKeyCredential) {
  button.hidden = false;
  document.querySelector("[data-passkey-box]")?.removeAttribute("hidden");
  button.addEventListener("click", async () => {
    button.disabled = true;
    setStatus(line);
    await (button.dataset.passkey === "add" ? add() : enter()).catch(failed);
    button.disabled = false;
    button.focus({ preventScroll: true }); // it lost it
  });
}
