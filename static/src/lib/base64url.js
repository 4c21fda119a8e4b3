// Bytes as text, the way WebAuthn and Web Push write them (RFC 4648, 5, without "=").
export const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

export const encode = (buffer) => buffer
  ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
  : undefined;
