// Lets this window follow a talk: asks SmartCloud where the talk is, and goes there.
(() => {
  const { since } = document.currentScript.dataset;
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  async function follow() {
    for (;;) {
      try {
        const answer = await fetch(`/follow?since=${since}`, { cache: "no-store" });
        if (answer.status === 200) {
          const { url } = await answer.json();
          // Without an address, the talk is over.
          if (url) location.replace(url);
          return;
        }
        if (answer.status !== 204) await pause(5000);
      } catch {
        // The server restarts, or the network is gone.
        await pause(5000);
      }
    }
  }

  follow();
  // The browser shows the page again from its memory, after "back". Its question was cut off.
  addEventListener("pageshow", (event) => {
    if (event.persisted) follow();
  });
})();
