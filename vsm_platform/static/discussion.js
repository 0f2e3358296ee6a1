/* Discussions on weak lines: what is typed is kept as a draft on the server and, while the line is away,
   on this device with its key, so that it is posted once whatever gets lost; what is new is shown.
   Every form works without any of it. On shared devices nothing of one person is left for the next. */
// By the address that the page loaded it from: another would run it a second time.
const { launchFetch, live } = await import(document.querySelector('script[src*="/app.js"]').src);
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
  const [saving, saved, waiting, restored, sending, posted] = state.dataset.state.split("|");
  const here = topicHere && to && !title;
  const place = () => (to ? writer.replace(/\d+$/, to.value || 0) : writer);
  const name = () => `post:${person}:${place()}`;
  const typed = () => [title?.value ?? "", text.value];
  let kept = JSON.stringify(typed());
  let timer, flies;

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

  /** The form for the next post, where this one stands on the page already. */
  function begin(number) {
    delete form.dataset.sending;
    delete form.dataset.sent;
    form.querySelector("[data-chosen]")?.remove();
    form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
    text.value = "";
    key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
    form.elements.seen.value = topicHere.last();
    kept = JSON.stringify(typed());
    state.textContent = posted;
    location.hash = `p${number}`;
  }

  async function send() {
    if (flies || !form.dataset.sending) return;
    flies = true;
    state.textContent = sending;
    try {
      const options = { method: "POST", body: new FormData(form), headers: JSON_PLEASE, signal: AbortSignal.timeout(60_000) };
      const reply = await launchFetch(form.action, options);
      if (reply.status >= 500) throw new Error("away"); // The server starts anew; the key makes it one post.
      if (!reply.headers.get("Content-Type")?.includes("json")) {
        forget();
        remember();
        return form.submit(); // The page says what is wrong with it.
      }
      const { go } = await reply.json();
      forget();
      const there = new URL(go, location.href);
      const number = Number(there.hash.slice(2));
      if (here && (await topicHere.shows(number))) return begin(number);
      const same = there.pathname + there.search === location.pathname + location.search;
      location.assign(there);
      if (same) location.reload();
    } catch {
      state.textContent = waiting;
      later(send, 5_000);
    } finally {
      flies = false;
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
    if (event.submitter?.hasAttribute("formaction")) return; // Such a button leads elsewhere.
    if (!text.value.trim() || (title && !title.value.trim())) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    remember();
    clearTimeout(timer);
    send();
  });
  addEventListener("online", () => (form.dataset.sending ? later(send, 0) : keep()));
  form.addEventListener("focusin", async () => (await import(form.dataset.tools)).start(form, launchFetch), { once: true });
}

/* Reading */
function read(form) {
  const { topic, place, page, pages, news } = form.dataset;
  const list = form.querySelector("ol");
  const said = form.querySelector("[data-live]");
  const seen = Number(form.dataset.seen);
  let version = Number(form.dataset.version);
  let last = Number(form.dataset.last);
  let told = version; // The newest number that somebody has told us of.
  let asking;

  function mark() {
    for (const post of list.children) post.classList.toggle("fresh", seen > 0 && Number(post.id.slice(1)) > seen);
    for (const one of form.dataset.mine.split(" ").filter(Boolean)) {
      const [number, kind] = one.split(":");
      list.querySelector(`#p${number} button[name="${kind}"]`)?.setAttribute("aria-pressed", "true");
    }
  }

  /** A post as the server drew it, in its place; what is there already is drawn anew, never twice. */
  function put({ number, after, html }) {
    const post = new DOMParser().parseFromString(html, "text/html").querySelector("li");
    const old = document.getElementById(post.id);
    const above = document.getElementById(`p${after}`);
    if (old) old.replaceWith(post);
    else if (above) above.after(post);
    else list.prepend(post);
    last = Math.max(last, number);
    return !old;
  }

  /** Asks for what happened since the last number, until nothing more is told; one question at a time. */
  function catchUp() {
    asking ??= (async () => {
      try {
        do {
          const reply = await launchFetch(`${topic}/since/${version}?page=${page}`, { headers: JSON_PLEASE });
          if (!reply.ok) return;
          const { events, posts, version: newest } = await reply.json();
          const fresh = (posts ?? []).filter(put).map(({ number }) => number);
          version = events.at(-1)?.number ?? newest;
          told = Math.max(told, newest);
          mark();
          say(fresh, events.some(({ kind }) => kind === "posted"));
        } while (version < told);
      } catch {
        // The line is away; when it is back, the same number is asked from.
      }
    })().finally(() => (asking = null));
    return asking;
  }

  function say(fresh, posted) {
    if (!posted) return;
    const number = fresh.at(-1);
    const link = Object.assign(document.createElement("a"), { className: "button small", textContent: news });
    link.href = number ? `#p${number}` : `${topic}/new`;
    link.addEventListener("click", () => said.replaceChildren());
    said.replaceChildren(link);
    seeLater();
  }

  const seeLater = () => {
    if (pages === "1") setTimeout(see, 3_000);
  };
  function see() {
    if (document.hidden || last <= sent) return;
    sent = last;
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("number", last);
    launchFetch(`${topic}/read`, { method: "POST", body, headers: JSON_PLEASE }).catch(() => (sent = 0));
  }
  let sent = seen;

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button.hasAttribute("formaction")) return;
    event.preventDefault();
    const body = new FormData(form);
    body.set(button.name, button.value);
    try {
      const reply = await launchFetch(form.action, { method: "POST", body, headers: JSON_PLEASE });
      const { given } = await reply.json();
      const mine = new Set(form.dataset.mine.split(" "));
      mine[given ? "add" : "delete"](`${button.value}:${button.name}`);
      form.dataset.mine = [...mine].join(" ");
      button.setAttribute("aria-pressed", String(given));
      await catchUp();
      list.querySelector(`#p${button.value} button[name="${button.name}"]`)?.focus();
    } catch {
      button.focus(); // Nothing was said, so it can be pressed again.
    }
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
  });

  /* What was read before is one line: it is opened where it stands. */
  list.addEventListener("click", async (event) => {
    const link = event.target.closest(".read a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await open(link.closest("li"), link);
  });
  async function open(post, link) {
    try {
      const reply = await launchFetch(`${topic}/posts/${post.id.slice(1)}/part?page=${page}`, { headers: JSON_PLEASE });
      put(await reply.json());
      mark();
      const shown = document.getElementById(post.id);
      shown.tabIndex = -1;
      shown.focus();
    } catch {
      location.assign(link.href);
    }
  }

  mark();
  const wanted = document.querySelector(".read:target");
  if (wanted) open(wanted, wanted.querySelector("a"));
  if (last > seen) seeLater();
  document.addEventListener("visibilitychange", see);
  addEventListener("online", catchUp);
  const listen = () => live(place, (number) => ((told = Math.max(told, number || 0)), told > version && catchUp()));
  setTimeout(listen, 1_000); // What is to be read comes first.
  return {
    /** Shows a post that this page has sent; gives whether it stands here. */
    async shows(number) {
      await catchUp();
      return Boolean(document.getElementById(`p${number}`));
    },
    last: () => last,
  };
}

let topicHere;
document.querySelectorAll("form[data-topic]").forEach((form) => (topicHere = read(form)));
const writers = document.querySelectorAll("form[data-writer]");
if (writers.length) {
  const mine = `post:${writers[0].dataset.person}:`;
  stored((storage) => {
    for (const name of Object.keys(storage)) if (name.startsWith("post:") && !name.startsWith(mine)) storage.removeItem(name);
  });
}
writers.forEach(write);
