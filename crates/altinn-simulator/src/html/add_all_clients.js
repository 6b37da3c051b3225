// Adds all clients batch by batch, on the page whose button was pressed, which is not left meanwhile. Each call
// sends the form in the answer to the one before. After a call without such an answer, the next batch is tried.
document.addEventListener("submit", async (pressed) => {
  let form = pressed.target;
  if (!form.dataset.batches) return;
  pressed.preventDefault();
  const stay = (leaving) => leaving.preventDefault();
  addEventListener("beforeunload", stay);

  const main = document.getElementById("main");
  const panel = form.closest(".sim-panel");
  panel.replaceChildren(panel.querySelector("h1"), panel.querySelector("template").content);
  focus();

  while (form) {
    const answer = await send(form);
    const progress = answer?.querySelector(".sim-progress");
    if (progress) {
      panel.querySelector(".sim-progress").replaceChildren(...progress.childNodes);
      form = answer.querySelector("form[data-batches]");
    } else if (answer) {
      form = null;
      main.replaceChildren(...answer.childNodes);
      focus();
    } else if (++form.elements.skip.value > form.dataset.batches) {
      break;
    }
  }
  removeEventListener("beforeunload", stay);
  // Nothing answers any longer: the page where one stops by hand tells how far it came.
  if (form) location.assign(form.dataset.stop);

  async function send(form) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    } catch {
      return null;
    }
  }

  function focus() {
    (main.querySelector("[autofocus]") ?? main).focus();
  }
});
