// Takes the content out of closed dialogs. Altinn's page also has the content of a dialog only while it is open, so a
// test that looks for the name of a package finds the row alone.
for (const dialog of document.querySelectorAll("dialog[data-about]")) {
  const content = document.createDocumentFragment();
  content.append(...dialog.childNodes);
  dialog.addEventListener("beforetoggle", ({ newState }) => newState === "open" && dialog.append(content));
  dialog.addEventListener("toggle", ({ newState }) => newState === "closed" && content.append(...dialog.childNodes));
}
