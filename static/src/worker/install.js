// The offer to install. Who says no is not asked again; the menu stays.
const DONE = "hilo-install", card = document.getElementById("install");
const iOS = navigator.standalone === false;

// ask opens the browser's own question; where there is none, the way to do it by hand.
export async function ask(question) {
  document.querySelectorAll("[popover]").forEach((menu) => menu.hidePopover());
  if (iOS) return showCard();
  card.hidden = true;
  await question.prompt().catch(() => {}); // it can be asked once
  const { outcome } = await question.userChoice;
  if (outcome === "accepted") document.querySelectorAll("[data-install]").forEach((item) => { item.hidden = true; });
  else close();
}

function showCard() {
  card.hidden = false;
  card.querySelector(iOS ? "[data-ios]" : "[data-ask]").hidden = false;
}

function close() {
  card.hidden = true;
  try { localStorage.setItem(DONE, "1"); } catch { /* then it is asked again */ }
}

// offer shows the card, unless it was sent away before.
export function offer() {
  // A browser that remembers nothing would be asked for ever.
  try { if (!localStorage.getItem(DONE)) showCard(); } catch { /* so it is not */ }
}

card.querySelector("[data-close]").addEventListener("click", close);
