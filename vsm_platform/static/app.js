/* Small comforts, loaded on every page as a module. Each page works without any of them.
   What the attributes mean stands in docs/design.md. */

const TOKEN_KEY = "launch-token";
const all = (selector) => document.querySelectorAll(selector);

/** The launch's token: from this page, else kept from an earlier page of the same tab. */
const launchToken = (() => {
  const given = document.querySelector('meta[name="launch-token"]')?.content;
  try {
    if (given) sessionStorage.setItem(TOKEN_KEY, given);
    return given ?? sessionStorage.getItem(TOKEN_KEY);
  } catch {
    return given; // Storage throws where the browser blocks it in frames.
  }
})();

/** fetch() that says who asks even where no cookie is kept; only to this site's own addresses. */
export function launchFetch(address, options = {}) {
  const url = new URL(address, location.href);
  const headers = new Headers(options.headers);
  if (launchToken && url.origin === location.origin) headers.set("Authorization", `Launch ${launchToken}`);
  return fetch(url, { ...options, headers });
}

/** Hears of a place, over Socket.IO's own protocol, for as long as the page stands (web/live.py). */
export function live(place, heard, wait = 1_000, signals = {}) {
  const line = new WebSocket(`${location.origin.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
  let silence;
  signals.send = (...signal) => line.readyState === 1 && line.send(`42${JSON.stringify(["signal", place, ...signal])}`);
  line.onmessage = ({ data }) => {
    clearTimeout(silence);
    silence = setTimeout(() => line.close(), 60_000);
    const [, kind, told] = /^(\d\d?)\d*(.*)/s.exec(data);
    if (kind[0] === "0") line.send(`40${JSON.stringify({ token: launchToken })}`);
    if (kind === "2") line.send("3");
    if (kind === "40") line.send(`420${JSON.stringify(["join", place])}`);
    if (told.startsWith('["signal"')) return signals.heard?.(JSON.parse(told)[1]);
    if (kind === "42" || kind === "43") heard(JSON.parse(told).at(-1).number), (wait = 1_000);
    if (kind === "43") signals.opened?.();
    if (kind === "44") line.onclose = null;
  };
  line.onclose = () => setTimeout(live, wait * (1 + Math.random()), place, heard, Math.min(wait * 2, 60_000), signals);
}

/* Copy buttons */
function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    select(source); // Frames often may not write to the clipboard by the newer way.
    if (!document.execCommand("copy")) return;
  }
  const status = button.parentElement.querySelector('[role="status"]');
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = status.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = label;
    status.textContent = "";
  }, 2000);
}

for (const button of all("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

/* A row of tabs that is wider than a phone begins at the tab of this page. */
for (const tab of all(".pills [aria-current]")) {
  const [row, here] = [tab.parentElement, tab.getBoundingClientRect()];
  row.scrollLeft += here.left + here.width / 2 - row.getBoundingClientRect().left - row.clientWidth / 2;
}

/* Clocks, in the form in which the server wrote them: "Fri 08:23" */
function tick() {
  const now = new Date();
  for (const clock of all("time[data-clock]")) {
    const format = new Intl.DateTimeFormat(document.documentElement.lang, {
      weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
      numberingSystem: "latn", timeZone: clock.dataset.zone,
    });
    const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    clock.textContent = `${parts.weekday} ${parts.hour}:${parts.minute}`;
    clock.dateTime = now.toISOString();
  }
  setTimeout(tick, 60_000 - (Date.now() % 60_000));
}
if (document.querySelector("time[data-clock]")) tick();

/* The browser's time zone, where none is chosen yet ("replace": whatever the server guessed) */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of all("[data-browser-timezone]")) {
  const replace = field.dataset.browserTimezone === "replace" && !document.querySelector("[data-error-summary]");
  const place = [...field.options].find(({ value, dataset }) => [value, ...(dataset.also?.split(" ") ?? [])].includes(zone));
  if (place && (replace || !field.value)) field.value = place.value;
}

/* What went wrong takes the focus, so that nobody has to look for it */
document.querySelector("[data-error-summary]")?.focus();

/* A form is sent once, however often its button is pressed; a form for another tab may be sent again */
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.target) return;
  if (form.dataset.sent) return event.preventDefault();
  mark(form, "yes");
  setTimeout(mark, 8000, form);
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => mark(form)));

function mark(form, sent) {
  if (sent) form.dataset.sent = sent;
  else delete form.dataset.sent;
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (sent) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

/* Hops of form_post: the button is there for browsers without scripts */
document.querySelector("form[data-auto-submit]")?.submit();
