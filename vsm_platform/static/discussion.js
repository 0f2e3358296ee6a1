/* Discussions on weak lines: what is typed is kept as a draft on the server and, while the line is away,
   on this device with its key, so that it is posted once whatever gets lost; what is new is shown.
   Every form works without any of it. On shared devices nothing of one person is left for the next. */
// By the address that the page loaded it from: another would run it a second time.
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);
const JSON_PLEASE = { Accept: "application/json" };

/** Storage throws where the browser blocks it in frames. */
function stored(work) {
  try {
    return work(localStorage);
  } catch {
    return null;
  }
}

/* Writing */
function write(form) {
  const { writer, home, person, draftAt, answer } = form.dataset;
  const { text, title, client_key: key, to } = form.elements;
  const state = form.querySelector("[data-state]");
  const [saving, saved, waiting, restored, sending] = state.dataset.state.split("|");
  const place = () => (to ? writer.replace(/\d+$/, to.value || 0) : writer);
  const name = () => `post:${person}:${place()}`;
  const typed = () => [title?.value ?? "", text.value];
  let kept = JSON.stringify(typed());
  let timer;

  const remember = (savedAt = "") =>
    stored((storage) => storage.setItem(name(), JSON.stringify({ key: key.value, savedAt, values: typed() })));
  const forget = () => stored((storage) => storage.removeItem(name()));
  const later = (work, wait) => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };

  async function keep() {
    const now = JSON.stringify(typed());
    if (now === kept || form.dataset.sending) return;
    state.textContent = saving;
    const body = new FormData();
    const values = { csrf_token: form.elements.csrf_token.value, place: place(), title: title?.value ?? "", text: text.value };
    for (const [field, value] of Object.entries(values)) body.set(field, value);
    try {
      const reply = await launchFetch(`${home}/draft`, { method: "POST", body });
      if (!reply.ok) throw new Error("refused");
      kept = now;
      if (JSON.stringify(typed()) === now) remember((await reply.json()).saved_at);
      state.textContent = saved;
    } catch {
      state.textContent = waiting;
      later(keep, 15_000);
    }
  }

  async function send() {
    form.dataset.sending = "yes";
    state.textContent = sending;
    try {
      const reply = await launchFetch(form.action, { method: "POST", body: new FormData(form), headers: JSON_PLEASE });
      if (!reply.headers.get("Content-Type")?.includes("json")) {
        forget();
        remember();
        return form.submit(); // The page says what is wrong with it.
      }
      const { go } = await reply.json();
      forget();
      const there = new URL(go, location.href);
      const here = there.pathname + there.search === location.pathname + location.search;
      location.assign(there);
      if (here) location.reload();
    } catch {
      state.textContent = waiting;
      later(send, 5_000);
    }
  }

  const left = stored((storage) => JSON.parse(storage.getItem(name())));
  if (left && !answer && !(left.savedAt && left.savedAt <= draftAt) && JSON.stringify(left.values) !== kept) {
    if (title) title.value = left.values[0];
    text.value = left.values[1];
    key.value = left.key;
    state.textContent = restored;
    later(keep, 1_000);
  }
  form.addEventListener("input", () => {
    remember();
    later(keep, 1_500);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return; // It goes elsewhere, and keeps the draft.
    if (!text.value.trim() || (title && !title.value.trim())) return;
    event.preventDefault();
    if (!form.dataset.sending) remember(), clearTimeout(timer), send();
  });
  addEventListener("online", () => (form.dataset.sending ? send() : keep()));
  tools(form, text);
  look(form, home, text);
}

/** The toolbar: signs around what is selected. */
const SIGNS = [["**", "**"], ["*", "*"], ["[", "](https://)"], ["\n- ", ""], ["\n> ", ""]];
function tools(form, text) {
  const bar = form.querySelector("[data-tools]");
  bar.dataset.tools.split("|").forEach((label, place) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button secondary small", textContent: label });
    button.addEventListener("click", () => {
      const [before, after] = SIGNS[place];
      const { selectionStart: start, selectionEnd: end, value } = text;
      text.setRangeText(before + value.slice(start, end) + after, start, end, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
    bar.append(button);
  });
  bar.hidden = false;
}

function look(form, home, text) {
  const button = form.querySelector("[data-look]");
  const shown = form.querySelector("[data-shown]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("text", text.value);
    try {
      const reply = await launchFetch(`${home}/preview`, { method: "POST", body });
      if (!reply.ok) return;
      shown.innerHTML = await reply.text(); // Cleaned by the server; the policy allows no script.
      shown.hidden = false;
    } catch {
      // The last preview stays.
    }
  });
}

/* Reading */
function read(form) {
  const { topic, seen, last, pages, news } = form.dataset;
  const list = form.querySelector("ol");
  const live = form.querySelector("[data-live]");
  let { version } = form.dataset;
  const mark = () => {
    for (const post of list.children) {
      if (Number(seen) && Number(post.id.slice(1)) > Number(seen)) post.classList.add("fresh");
    }
    for (const one of form.dataset.mine.split(" ").filter(Boolean)) {
      const [number, kind] = one.split(":");
      list.querySelector(`#p${number} button[name="${kind}"]`)?.setAttribute("aria-pressed", "true");
    }
  };
  mark();

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    event.preventDefault();
    const body = new FormData(form);
    body.set(button.name, button.value);
    try {
      const reply = await launchFetch(form.action, { method: "POST", body, headers: JSON_PLEASE });
      const { given } = await reply.json();
      const count = button.querySelector("b") ?? button.appendChild(document.createElement("b"));
      count.textContent = Number(count.textContent) + (given ? 1 : -1) || "";
      count.before(" ");
      button.setAttribute("aria-pressed", String(given));
    } catch {
      button.focus(); // Nothing was said, so it can be pressed again.
    }
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
  });

  if (pages === "1" && Number(last) > Number(seen)) {
    setTimeout(() => {
      const body = new FormData();
      body.set("csrf_token", form.elements.csrf_token.value);
      body.set("number", last);
      if (!document.hidden) launchFetch(`${topic}/read`, { method: "POST", body, headers: JSON_PLEASE }).catch(() => {});
    }, 3_000);
  }

  async function show() {
    const page = await launchFetch(location.pathname + location.search);
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("form[data-topic]");
    list.innerHTML = fresh.querySelector("ol").innerHTML;
    version = fresh.dataset.version;
    live.textContent = "";
    mark();
  }

  async function ask() {
    setTimeout(ask, 30_000);
    if (document.hidden) return;
    try {
      const reply = await launchFetch(`${topic}/since/${version}`, { headers: JSON_PLEASE });
      const { events } = await reply.json();
      if (!events.some(({ kind }) => kind === "posted") || live.firstChild) return;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button secondary", textContent: news });
      button.addEventListener("click", show);
      live.append(button);
    } catch {
      // The line is away; the next time asks from the same number.
    }
  }
  setTimeout(ask, 30_000);
}

const writers = document.querySelectorAll("form[data-writer]");
if (writers.length) {
  const mine = `post:${writers[0].dataset.person}:`;
  stored((storage) => {
    for (const name of Object.keys(storage)) if (name.startsWith("post:") && !name.startsWith(mine)) storage.removeItem(name);
  });
}
writers.forEach(write);
document.querySelectorAll("form[data-topic]").forEach(read);
