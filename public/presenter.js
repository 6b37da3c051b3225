// The presenter's desk: the keys of a clicker, and the clock.
(() => {
  // A second press before the next page has loaded would skip a scene.
  let isLeaving = false;
  addEventListener("keydown", (event) => {
    const id = { PageDown: "next", PageUp: "previous" }[event.key];
    if (!id || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const button = document.getElementById(id);
    if (!button || isLeaving || event.repeat) return;
    isLeaving = true;
    button.form.requestSubmit(button);
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
  });

  const clock = document.getElementById("clock");
  // The page with the large code has no clock.
  if (!clock) return;
  const { elapsed, from, until, ahead, onTime, behind } = clock.dataset;
  if (elapsed === "") return;
  const begun = performance.now() - Number(elapsed) * 1000;
  const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const show = () => {
    const now = Math.floor((performance.now() - begun) / 1000);
    const early = Number(from) - now;
    const late = now - Number(until);
    const pace = document.getElementById("pace");
    document.getElementById("elapsed").textContent = minutes(now);
    pace.dataset.pace = early > 0 ? "ahead" : late > 0 ? "behind" : "on-time";
    pace.textContent =
      early > 0 ? ahead.replace("{}", minutes(early)) : late > 0 ? behind.replace("{}", minutes(late)) : onTime;
  };
  show();
  setInterval(show, 1000);
})();
