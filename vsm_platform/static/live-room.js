/* A live room: what happens in it is shown at once, what is typed is never lost. The server's numbers say
   what is new, so after a lost line the page asks from the last one; every form works without any of it. */
const { launchFetch, live } = await import(document.querySelector('script[src*="/app.js"]').src);
const scripts = document.querySelector('script[src*="/live-room.js"]').dataset;
const [{ countdown }, { mergeNotes }] = await Promise.all([import(scripts.clock), import(scripts.notes)]);

const JSON_PLEASE = { Accept: "application/json" };
const page = document.querySelector("[data-room]");
const { room, home, place } = page.dataset;
const [sending, waiting, saved, slower, closed] = page.dataset.words.split("|");
const status = page.querySelector("[data-state]");
const talk = page.querySelector("[data-talk]");
let number = Number(page.dataset.number);
let have = page.dataset.have;
let asking, again;

const say = (text) => (status.textContent = text);
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
/** The session's door leads to where one belongs now: another room, the lobby, or what was made. */
const leave = () => location.assign(home);

async function post(address, body) {
  const reply = await launchFetch(address, { method: "POST", body, headers: JSON_PLEASE, signal: AbortSignal.timeout(20_000) });
  if (reply.status >= 500) throw new Error("away"); // The server starts anew; the key makes it one.
  return reply;
}

/* What is new */
async function catchUp() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const reply = await launchFetch(`${room}/since/${number}?have=${have}&notes=${notes.version}`, { headers: JSON_PLEASE });
    if (reply.status === 409 || reply.status === 404) return leave();
    if (!reply.ok) return;
    const told = await reply.json();
    if (told.state === "ended") return leave();
    number = Math.max(number, told.number);
    have = told.have;
    tick.set(told.left);
    told.talk.forEach(addLine);
    for (const [name, html] of Object.entries(told.parts)) draw(name, html);
    if (told.notes) notes.take(told.notes);
  } catch {
    // The line is away; the connection asks again when it is back.
  } finally {
    asking = false;
    if (again) (again = false), catchUp();
  }
}

function addLine({ number: line, html }) {
  if (document.getElementById(`t${line}`)) return;
  const isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60;
  talk.insertAdjacentHTML("beforeend", html);
  page.querySelector("[data-no-talk]").hidden = true;
  if (isAtEnd) talk.scrollTop = talk.scrollHeight;
}

function draw(name, html) {
  const part = page.querySelector(`[data-part="${name}"]`);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  // Whoever types on a card goes on typing; the part is drawn when they have sent it.
  if (focused?.matches("input:not([type=hidden])")) return void (have = have.replace(/[^.]*$/, ""));
  const { name: field, value } = focused ?? {};
  part.innerHTML = html;
  if (field) [...part.querySelectorAll("button")].find((one) => one.name === field && one.value === value)?.focus();
}

/* Speaking: the line is shown when the server has it; until then it stays in the field's queue. */
const speaking = page.querySelector("[data-say]");
const queue = [];
let flies = false;

async function send() {
  if (flies || !queue.length) return;
  flies = true;
  say(sending);
  try {
    const reply = await post(speaking.action, queue[0]);
    if (reply.status === 429) {
      say(slower);
      setTimeout(send, 5_000);
    } else {
      const body = queue.shift();
      if (reply.status === 409) return say(closed), (speaking.elements.text.value ||= body.get("text")), catchUp();
      say("");
      catchUp();
      setTimeout(send);
    }
  } catch {
    say(waiting);
    setTimeout(send, 3_000);
  } finally {
    flies = false;
  }
}

speaking?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { text, client_key: key } = speaking.elements;
  if (text.value.trim()) {
    queue.push(new FormData(speaking));
    text.value = "";
    key.value = newKey();
    send();
  }
  free(speaking);
});

/** A form that stays on the page can be sent again. */
function free(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
}

/* Small forms: hand, call, vote, cards */
page.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-quick]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  try {
    const reply = await post(event.submitter?.getAttribute("formaction") ?? form.action, body);
    say(reply.status === 429 ? slower : "");
    if (reply.ok && form.hasAttribute("data-clears")) {
      form.reset();
      form.elements.client_key.value = newKey();
    }
    if (document.activeElement?.form === form) document.activeElement.blur();
    have = "";
    await catchUp();
  } catch {
    say(waiting);
  }
  free(form);
});

/* Notes: what is typed goes up a moment later, what others typed comes in between. */
const notes = (() => {
  const form = page.querySelector("[data-notes]");
  const { text, base_version: version } = form.elements;
  const own = { version: Number(version.value), take };
  let base = text.value; // What the server had at that version.
  let timer, busy;

  function show(merged, place) {
    if (text.value === merged) return;
    const isFocused = document.activeElement === text;
    const scroll = text.scrollTop;
    text.value = merged;
    if (isFocused) text.setSelectionRange(place, place);
    text.scrollTop = scroll;
  }

  /** Take in what the server has: what was typed since stays. */
  function take({ version: newest, text: theirs }) {
    if (busy || newest < own.version) return;
    const [merged, place] = mergeNotes(base, text.value, theirs, text.selectionStart);
    base = theirs;
    own.version = newest;
    show(merged, place);
    if (text.value !== base) later(700);
  }

  async function save() {
    if (busy || text.value === base) return;
    busy = new FormData(form);
    busy.set("base_version", own.version);
    busy.set("client_key", newKey());
    const sent = text.value;
    busy.set("text", sent);
    try {
      while (busy) {
        const reply = await attempt(busy);
        if (reply.status === 429) await new Promise((done) => setTimeout(done, 5_000));
        else if (!reply.ok) return say(closed), (busy = null), catchUp();
        else {
          const told = await reply.json();
          busy = null;
          base = sent;
          take(told);
          say(saved);
        }
      }
    } finally {
      busy = null;
      if (text.value !== base) later(700);
    }
  }

  /** Until it is there: the same text with the same key, so that it is taken once. */
  async function attempt(body) {
    for (;;) {
      try {
        return await post(form.action, body);
      } catch {
        say(waiting);
        await new Promise((done) => setTimeout(done, 3_000));
      }
    }
  }

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  text.addEventListener("input", () => later(500));
  text.addEventListener("blur", () => later(0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    free(form);
    later(0);
  });
  form.querySelector("[data-plain]")?.setAttribute("hidden", "");
  addEventListener("beforeunload", (event) => {
    if (text.value !== base && !text.readOnly) event.preventDefault();
  });
  return own;
})();

const tick = countdown(page.querySelector(".time-left"));
tick.over = () => setTimeout(leave, 1_000 + 2_000 * Math.random());
tick.set(page.dataset.left);
talk.scrollTop = talk.scrollHeight;
live(place, catchUp);
addEventListener("online", () => (send(), catchUp()));
