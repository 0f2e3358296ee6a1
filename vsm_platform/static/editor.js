/* Writing on weak lines: what is typed is kept as a draft on the server, and on this device while
   the line is away; the preview follows. The form works without any of it.
   On shared devices nothing of one person is left for the next. */
// By the address that the page loaded it from: another would run it a second time.
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

const form = document.querySelector("form[data-editor]");
const { draft, draftAt, answer, preview, person, item, saving, saved, waiting, restored } = form.dataset;
const state = form.querySelector("[data-state]");
const shown = document.querySelector("[data-preview-of]");
const fields = [form.elements.title, form.elements.text];
const key = `draft:${person}:${item}`;
const typed = () => fields.map(({ value }) => value);
let kept = JSON.stringify(typed());
let timer;

/** Storage throws where the browser blocks it in frames. */
function stored(work) {
  try {
    return work(localStorage);
  } catch {
    return null;
  }
}

function send(address) {
  const body = new FormData();
  for (const name of ["csrf_token", "base_version", "title", "text"]) body.set(name, form.elements[name].value);
  return launchFetch(address, { method: "POST", body });
}

/** Keeps on the device what is typed, and which moment's draft on the server holds it, if any does. */
function remember(savedAt = "") {
  const base = form.elements.base_version.value;
  stored((storage) => storage.setItem(key, JSON.stringify({ base, savedAt, values: typed() })));
}

const forget = () => stored((storage) => storage.removeItem(key));

async function keep() {
  const now = JSON.stringify(typed());
  if (now === kept) return;
  state.textContent = saving;
  try {
    const reply = await send(draft);
    if (!reply.ok) throw new Error("refused");
    const { saved_at: savedAt } = await reply.json();
    kept = now;
    if (JSON.stringify(typed()) === now) remember(savedAt);
    state.textContent = saved;
  } catch {
    state.textContent = waiting;
    timer = setTimeout(keep, 15_000);
  }
}

async function look() {
  try {
    const answer = await send(preview);
    if (answer.ok) shown.innerHTML = await answer.text(); // Cleaned by the server; the policy allows no script.
  } catch {
    // The last preview stays.
  }
}

stored((storage) => {
  for (const name of Object.keys(storage)) {
    if (name.startsWith("draft:") && !name.startsWith(`draft:${person}:`)) storage.removeItem(name);
  }
});
/* What is left on this device counts where the server's draft, as this page shows it, is older: it was
   never sent, or the page was asked for before it arrived. After a clash the server holds the writer's
   words; after a mistake in the form, the form alone does. */
const left = stored((storage) => storage.getItem(key));
if (answer === "clash") {
  forget();
} else if (answer) {
  kept = "";
  remember();
  timer = setTimeout(keep, 1_000);
} else if (left) {
  const { base, savedAt, values } = JSON.parse(left);
  if (savedAt && savedAt <= draftAt) {
    forget();
  } else if (JSON.stringify(values) !== kept) {
    fields.forEach((field, place) => (field.value = values[place]));
    form.elements.base_version.value = base;
    if (savedAt) remember();
    state.textContent = restored;
    timer = setTimeout(keep, 1_000);
  }
}

form.addEventListener("input", () => {
  remember();
  clearTimeout(timer);
  timer = setTimeout(() => {
    keep();
    look();
  }, 1_500);
});
form.querySelector('[value="preview"]').addEventListener("click", (event) => {
  event.preventDefault();
  look();
});
document.querySelector("form[data-drop]")?.addEventListener("submit", forget);
addEventListener("online", keep);
form.addEventListener("submit", () => {
  clearTimeout(timer);
  kept = JSON.stringify(typed());
});
