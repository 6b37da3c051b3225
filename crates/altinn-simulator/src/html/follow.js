// Goes where the presenter is. The page names the talk and the position at which the page began to follow.
(() => {
  const { talk, since } = document.currentScript.dataset;
  const address = `/simulator/follow?${new URLSearchParams({ talk, since })}`;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  let wait = new AbortController();

  const follow = async ({ signal }) => {
    while (!signal.aborted) {
      try {
        const response = await fetch(address, { signal, cache: "no-store" });
        if (response.status === 200) {
          const { url } = await response.json();
          location.assign(url);
          return;
        }
        // The talk has ended.
        if (response.status === 404) return;
        if (response.status !== 204) await pause(5000);
      } catch {
        await pause(5000);
      }
    }
  };

  // A page in the browser's back-forward cache must not keep a connection.
  addEventListener("pagehide", () => wait.abort());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    wait = new AbortController();
    follow(wait);
  });
  follow(wait);
})();
