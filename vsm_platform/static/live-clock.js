/* The time that is left, counted on a clock that no change of the device's clock can move. */
export function countdown(element) {
  const words = element.dataset.leftWords;
  const clock = { over: () => {}, set };
  let end = null;

  function set(left) {
    end = left === null || left === "" || left === undefined ? null : performance.now() + Number(left) * 1000;
    element.hidden = end === null;
    show();
  }
  function show() {
    if (end === null) return;
    const seconds = Math.ceil((end - performance.now()) / 1000);
    if (seconds <= 0) {
      end = null;
      return clock.over();
    }
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const [first, ...rest] = parts[0] ? parts : parts.slice(1);
    const time = [first, ...rest.map((one) => String(one).padStart(2, "0"))].join(":");
    element.textContent = words.replace("…", time);
    element.classList.toggle("short", seconds <= 60);
  }
  setInterval(show, 1_000);
  return clock;
}
