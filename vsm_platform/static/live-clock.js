/* The time that is left, and the agenda, counted on a clock that no change of the device's clock can move. */
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

/* The agenda, on the same clock: which point it is now, and how long it still is. */
export const agenda = { began: () => {}, set };
let clock, seen;

/** Say what the server's clock shows, in seconds. */
function set(seconds) {
  [clock, seen] = [Number(seconds), performance.now()];
  follow();
}
function follow() {
  const list = document.querySelector("[data-agenda]");
  if (!list) return;
  const [left, past, next, began] = list.dataset.words.split("|");
  const now = clock + (performance.now() - seen) / 1000;
  let waits = false;
  for (const point of list.querySelectorAll("[data-from]")) {
    const [from, to] = [point.dataset.from, point.dataset.to].map(Number);
    const is = now >= to ? "past" : now >= from ? "now" : waits ? "later" : "next";
    waits ||= is === "next";
    const words = { past, next, now: left.replace("…", Math.ceil((to - now) / 60)), later: "" };
    point.querySelector("[data-left]").textContent = words[is];
    if (point.dataset.is === is) continue;
    point.dataset.is = is;
    if (is === "now") point.ariaCurrent = "step";
    else point.removeAttribute("aria-current");
    if (is === "now") agenda.began(began.replace("…", () => point.querySelector("b").textContent));
  }
}
set(document.querySelector("[data-agenda]")?.dataset.now);
setInterval(follow, 1_000);
