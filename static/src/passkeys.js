// Passkeys: the device does the work, this carries the papers. Only the pages
// that can use one load it; without it, and without WebAuthn, there is the code.
import { tell } from "./say.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const ids = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));

const line = document.querySelector("[data-passkey-say]");
const button = document.querySelector("[data-passkey]");

// post gives the answer's JSON; a refusal is thrown with the server's words.
async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: "POST", headers: { "HX-Request": "true", "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const said = await answer.text();
  if (answer.ok) return answer.headers.get("content-type")?.includes("json") ? JSON.parse(said) : undefined;
  throw { status: answer.status, words: new DOMParser().parseFromString(said, "text/html").body.textContent.trim() };
}

// papers is a credential as the server reads it (WebAuthn 5.1, toJSON).
const papers = ({ id, type, authenticatorAttachment, response: r }) => ({
  id, rawId: id, type, authenticatorAttachment: authenticatorAttachment ?? undefined, clientExtensionResults: {},
  response: {
    clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), transports: r.getTransports?.(),
    authenticatorData: r.signature && text(r.authenticatorData), signature: text(r.signature), userHandle: text(r.userHandle) || undefined,
  },
});

async function add() {
  const { publicKey } = await post("/passkeys/options");
  const made = await navigator.credentials.create({ publicKey: {
    ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: ids(publicKey.excludeCredentials),
  } });
  await post("/passkeys", papers(made));
  location.hash = "passkeys";
  location.reload();
}

async function enter() {
  const { publicKey } = await post("/passkeys/sign-in/options");
  const used = await navigator.credentials.get({ publicKey: {
    ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: ids(publicKey.allowCredentials),
  } });
  const { next } = await post("/passkeys/sign-in", { credential: papers(used), next: button.dataset.next, zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  location.assign(next);
}

function failed(why) {
  if (button.dataset.passkey === "add" && [401, 403].includes(why.status)) return location.reload(); // the proof grew old: the page asks for a code
  const { saysCancelled, saysKnown, saysFailed } = button.dataset;
  tell(line, why.words || { NotAllowedError: saysCancelled, InvalidStateError: saysKnown }[why.name] || saysFailed);
}

if (button && window.PublicKeyCredential) {
  button.hidden = false;
  document.querySelector("[data-passkey-box]")?.removeAttribute("hidden");
  button.addEventListener("click", async () => {
    button.disabled = true;
    tell(line);
    await (button.dataset.passkey === "add" ? add() : enter()).catch(failed);
    button.disabled = false;
  });
}
