// The letters of a code mail, when its link is opened: they come behind the #, which
// no log has, and go to whichever form of the page takes them. A code is sent at once.
const [, word] = location.hash.match(/^#t=([A-Za-z]{16})$/) ?? [], field = document.querySelector("[name=word]");
if (word && field) {
  history.replaceState(history.state, "", location.pathname + location.search);
  field.value = word;
  field.form.requestSubmit();
}
