/* What scripts add to surveys: answers save themselves, places of a ranking stay unique, and
   questions that wait for an answer show when it is given. Each works without. */
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

const form = document.querySelector("form[data-autosave]");
const state = document.querySelector("[data-state]");
/* Each change has a number; "kept" is the newest that the server has. */
let changed = 0;
let kept = 0;
let timer = 0;
let saving;
let pressed;

async function send() {
  const [number, body] = [changed, new URLSearchParams(new FormData(form))];
  state.dataset.now = ""; // From here on it is news, and stays in sight.
  state.textContent = state.dataset.saving;
  const answer = await launchFetch(form.dataset.autosave, { method: "POST", body, signal: AbortSignal.timeout(30_000) });
  if (answer.ok) {
    state.textContent = (await answer.json()).at;
    kept = number;
  } else if (answer.status < 500 && answer.status !== 429) {
    // Another try would be answered like this one; the button shows why.
    state.textContent = answer.status === 409 ? state.dataset.sent : state.dataset.refused;
    kept = changed;
  } else throw new Error(answer.status);
}

/* One after the other, so that what was typed first never arrives last. */
async function save() {
  clearTimeout(timer);
  if (saving) return;
  saving = true;
  try {
    await send();
    if (kept < changed) timer = setTimeout(save, 0);
    else if (pressed) form.requestSubmit(pressed);
  } catch {
    state.textContent = state.dataset.waiting;
    timer = setTimeout(save, 8_000);
  } finally {
    saving = false;
  }
}

function soon() {
  changed += 1;
  pressed = undefined;
  clearTimeout(timer);
  timer = setTimeout(save, 1_200);
}

/* What a torn line would lose is kept first; then the button does what it does. */
function sendWhenKept(event) {
  clearTimeout(timer);
  if (kept === changed) return;
  event.preventDefault();
  event.stopPropagation(); // It is not sent yet: app.js would hold the second time for a double click.
  pressed = event.submitter;
  save();
}

function saveAtOnce() {
  if (kept < changed) save();
}

/* What was filled in before this script came, on a slow line, or is there because somebody went back. */
function isFilledIn(field) {
  if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected && one.value);
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
}

function values(key) {
  return [...form.querySelectorAll(`[name="q.${CSS.escape(key)}"]:checked`)].map((one) => one.value);
}

function showWhatFits() {
  for (const one of form.querySelectorAll("[data-when]")) {
    const wanted = one.dataset.is.split(" ");
    one.hidden = !values(one.dataset.when).some((value) => wanted.includes(value));
  }
}

/* A ranking: whoever gives a place that is taken changes places with it. */
function rank(ranking) {
  const selects = [...ranking.querySelectorAll("select")];
  const before = new Map(selects.map((one) => [one, one.value]));
  const status = ranking.querySelector('[role="status"]');
  const name = (select) => select.labels[0].textContent.trim();
  const said = (select) => `${name(select)}: ${select.selectedOptions[0].textContent}`;
  const buttons = selects.map((select) => [
    select,
    button(select, (place) => (place ? place - 1 || 1 : free())),
    button(select, (place, last) => Math.min(place + 1, last)),
  ]);

  function free() {
    const places = [...selects[0].options].slice(1).map((one) => one.value);
    return places.find((place) => selects.every((one) => one.value !== place)) ?? places.at(-1);
  }

  function button(select, next) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button plain small";
    made.addEventListener("click", () => {
      give(select, String(next(Number(select.value), select.options.length - 1)));
      soon();
    });
    select.closest(".rank").append(made);
    return made;
  }

  function give(select, place) {
    const other = place && selects.find((one) => one !== select && one.value === place);
    if (other) other.value = before.get(select);
    select.value = place;
    for (const one of selects) before.set(one, one.value);
    status.textContent = [select, other].filter(Boolean).map(said).join("; ");
    label();
  }

  /* Without a place there is one button, which gives the next; with one, there are two. */
  function label() {
    const { choose, up, down } = ranking.dataset;
    for (const [select, first, second] of buttons) {
      second.hidden = !select.value;
      first.textContent = select.value ? up : choose;
      second.textContent = down;
      for (const one of [first, second]) one.setAttribute("aria-label", `${one.textContent}: ${name(select)}`);
    }
  }

  for (const select of selects) select.addEventListener("change", () => give(select, select.value));
  label();
}

if (form) {
  for (const ranking of form.querySelectorAll("[data-ranking]")) rank(ranking);
  form.addEventListener("input", soon);
  form.addEventListener("change", showWhatFits);
  form.addEventListener("submit", sendWhenKept);
  addEventListener("online", saveAtOnce);
  document.addEventListener("visibilitychange", saveAtOnce);
  showWhatFits();
  if ([...form.querySelectorAll("[name^='q.']")].some(isFilledIn)) soon();
}
