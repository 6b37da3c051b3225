// Runs only on a page with the open drawer, and on the pages of /bak-kulissene. Everything here also works without it, as
// links and forms. The script keeps the list of calls up to date, opens a call in place, and adds keys.
const calls = document.getElementById("bts");
const form = (choice) => document.querySelector(`form[data-choice="${choice}"]`);
const from = new URLSearchParams(location.search).get("fra") ?? (document.body.classList.contains("beside") ? location.pathname : null);
const isOwnPage = document.querySelector(".own-page") !== null;

// On a wide screen, the drawer stands beside the page that the visitor came from.
if (isOwnPage && location.pathname === "/bak-kulissene" && from && matchMedia("(min-width: 1280px)").matches) {
  form("vis-ja")?.requestSubmit();
}

let shownCall = false;
let version = calls?.dataset.version;

const query = (more) => {
  const all = new URLSearchParams(more);
  if (from) all.set("fra", from);
  if (isOwnPage) all.set("alle", "1");
  return all;
};

function show(html) {
  const focused = calls.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const open = [...calls.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  calls.innerHTML = html;
  for (const summary of calls.querySelectorAll("details > summary")) {
    if (open.includes(summary.textContent)) summary.parentElement.open = true;
  }
  if (focused) [...visible("a")].find((link) => link.getAttribute("href") === focused)?.focus();
}

const visible = (selector) => [...calls.querySelectorAll(selector)].filter((element) => element.getClientRects().length > 0);

async function follow() {
  let pause = 1000;
  for (;;) {
    try {
      const answer = await fetch(`/bak-kulissene/nytt?${query({ versjon: version })}`);
      if (answer.status === 200) {
        version = answer.headers.get("x-version");
        const html = await answer.text();
        if (!shownCall) show(html);
        document.getElementById("bts-count").textContent = answer.headers.get("x-count");
      } else if (answer.status !== 204) throw new Error(`${answer.status}`);
      pause = 1000;
    } catch {
      // The server may be starting again.
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(pause * 2, 30_000);
    }
    while (document.hidden) await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
  }
}

async function openCall(number) {
  const answer = await fetch(`/bak-kulissene/bit/kall/${number}?${query({})}`);
  if (!answer.ok) return false;
  shownCall = true;
  calls.innerHTML = `<p><button type="button" class="ds-button" data-variant="tertiary" data-size="sm" id="bts-back"></button></p>${await answer.text()}`;
  const back = document.getElementById("bts-back");
  back.textContent = calls.dataset.back;
  back.addEventListener("click", closeCall);
  back.focus();
  return true;
}

async function closeCall() {
  const number = calls.querySelector(".call-detail")?.id.replace("call-", "");
  shownCall = false;
  const answer = await fetch(`/bak-kulissene/nytt?${query({ versjon: "" })}`);
  if (answer.status !== 200) return;
  version = answer.headers.get("x-version");
  show(await answer.text());
  visible(`.call[data-number="${number}"]`)[0]?.focus();
}

if (calls && !isOwnPage) {
  calls.addEventListener("click", (event) => {
    const link = event.target.closest(".call, .call-link");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const number = link.dataset.number ?? /kall\/(\d+)/.exec(link.getAttribute("href"))?.[1];
    if (!number) return;
    event.preventDefault();
    openCall(number).then((opened) => opened || location.assign(link.getAttribute("href")));
  });
}

// A redirect without a fragment keeps the fragment of the form's address. So the page stays where it is.
addEventListener("submit", (event) => {
  const address = new URL(event.target.action);
  if (address.pathname.startsWith("/bak-kulissene")) {
    address.hash = location.hash;
    event.target.action = address.href;
  }
});

// WCAG 2.1.4: the visitor can turn the keys off.
if (calls?.dataset.keys) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "b" || event.key === "B") {
      if (shownCall) closeCall();
      else form("vis-nei")?.requestSubmit();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const links = visible(".call");
      const at = links.indexOf(document.activeElement.closest(".call"));
      const step = event.key === "ArrowDown" ? 1 : -1;
      // The arrows scroll the page unless the visitor is in the list.
      if (links.length === 0 || (at < 0 && !calls.closest(".drawer"))) return;
      event.preventDefault();
      links[at < 0 ? 0 : (at + step + links.length) % links.length].focus();
    }
  });
}

if (calls) follow();
