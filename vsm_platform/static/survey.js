/* What scripts add to surveys: answers save themselves, places of a ranking stay unique, and
   questions that wait for an answer show when it is given. Each works without. */
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

const form = document.querySelector("form[data-autosave]");
const state = document.querySelector("[data-state]");
let timer = 0;

async function save() {
  state.textContent = state.dataset.saving;
  try {
    const answer = await launchFetch(form.dataset.autosave, { method: "POST", body: new FormData(form) });
    if (answer.status === 409) state.textContent = state.dataset.sent;
    else if (answer.ok) state.textContent = (await answer.json()).at;
    else throw new Error(answer.status);
  } catch {
    state.textContent = state.dataset.waiting;
    timer = setTimeout(save, 8000);
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(save, 1200);
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

/* Whoever gives a place that is taken changes places with it. */
for (const ranking of form?.querySelectorAll("[data-ranking]") ?? []) {
  const selects = [...ranking.querySelectorAll("select")];
  const before = new Map(selects.map((one) => [one, one.value]));
  const status = ranking.querySelector('[role="status"]');
  const give = (select, place) => {
    const other = place && selects.find((one) => one !== select && one.value === place);
    if (other) other.value = before.get(select);
    select.value = place;
    for (const one of selects) before.set(one, one.value);
    status.textContent = `${select.labels[0].textContent.trim()}: ${select.selectedOptions[0].textContent}`;
  };
  for (const select of selects) {
    select.addEventListener("change", () => give(select, select.value));
    const row = select.closest(".rank");
    const step = (words, by) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button plain small";
      button.textContent = words;
      button.setAttribute("aria-label", `${words}: ${select.labels[0].textContent.trim()}`);
      button.addEventListener("click", () => {
        const last = select.options.length - 1;
        const free = select.options[[...select.options].findIndex((one, at) => at && !selects.some((s) => s.value === one.value))]?.value;
        const at = Number(select.value);
        give(select, at ? String(Math.min(Math.max(at + by, 1), last)) : (free ?? String(last)));
        soon();
      });
      row.append(button);
    };
    step(ranking.dataset.up, -1);
    step(ranking.dataset.down, 1);
  }
}

if (form) {
  form.addEventListener("input", soon);
  form.addEventListener("change", showWhatFits);
  form.addEventListener("submit", () => clearTimeout(timer));
  showWhatFits();
}
