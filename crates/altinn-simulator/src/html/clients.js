// Searches while the user types. The list is part of the page that the search button would open.
let search;
document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[role=search]");
  if (!form) return;
  clearTimeout(search);
  search = setTimeout(async () => {
    const words = new URLSearchParams(new FormData(form));
    const page = await fetchContent(`${form.action}?${words}`);
    const list = page?.querySelector("#found");
    // Meanwhile, the user may have typed more.
    const isLatest = `${words}` === `${new URLSearchParams(new FormData(form))}`;
    if (list && isLatest) document.getElementById("found").replaceChildren(...list.childNodes);
  }, 150);
});

// Returns the content of a page of ours, or null if there is none.
async function fetchContent(url, options) {
  try {
    const answer = await fetch(url, options);
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  } catch {
    return null;
  }
}

// Adds all clients in batches, while the page with the button stays open. The response to each form contains the form
// for the next batch. If the response to a batch cannot be read, the script skips the batch and posts the next batch.
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
    const answer = await fetchContent(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
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
  // The server no longer responds. Open the page that shows how many clients were added.
  if (form) location.assign(form.dataset.stop);

  function focus() {
    (main.querySelector("[autofocus]") ?? main).focus();
  }
});
