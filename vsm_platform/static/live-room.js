/* A live room: what happens in it is shown at once, what is typed is never lost. The server's numbers say
   what is new, so after a lost line the page asks from the last one; every form works without any of it. */
const { launchFetch, live } = await import(document.querySelector('script[src*="/app.js"]').src);
const scripts = document.querySelector('script[src*="/live-room.js"]').dataset;
const [{ agenda, countdown }, { mergeNotes }] = await Promise.all([import(scripts.clock), import(scripts.notes)]);

const JSON_PLEASE = { Accept: "application/json" };
const page = document.querySelector("[data-room]");
const { room, home, place } = page.dataset;
const [sending, waiting, saved, slower, refused] = page.dataset.words.split("|");
const status = page.querySelector("[data-state]");
const talk = page.querySelector("[data-talk]");
const scroller = talk.parentElement;
let number = Number(page.dataset.number);
let have = page.dataset.have;
let asking, again, stale, leaving;

const say = (text) => (status.textContent = text);
const sayBriefly = (text, seconds) => {
  say(text);
  setTimeout(() => status.textContent === text && say(""), seconds * 1_000);
};
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1_000));
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");

/** The session's door leads to where one belongs now: another room, the lobby, or what was made. */
function leave() {
  leaving = true;
  const typed = speaking?.elements.text.value;
  if (typed) sessionStorage.setItem("live-say", typed);
  location.assign(home);
}

/** Send until there is an answer: the same key makes it one, however often it arrives. */
async function insist(address, body) {
  for (;;) {
    try {
      const reply = await launchFetch(address, { method: "POST", body, headers: JSON_PLEASE, signal: AbortSignal.timeout(20_000) });
      if (reply.status < 500 && reply.status !== 429) return reply;
      say(reply.status === 429 ? slower : waiting);
      await pause(reply.status === 429 ? 4 : 2);
    } catch {
      say(waiting);
      await pause(2);
    }
  }
}

/** What the server says of something that it does not take. */
async function why(reply) {
  const text = await reply.text();
  if (reply.headers.get("Content-Type")?.includes("json")) return JSON.parse(text).errors?.[0] ?? refused;
  return new DOMParser().parseFromString(text, "text/html").querySelector("h1")?.textContent.trim() ?? refused;
}

/* What is new */
async function catchUp() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const reply = await launchFetch(`${room}/since/${number}?have=${have}&notes=${notes.version}`, { headers: JSON_PLEASE });
    if ([401, 403, 404, 409].includes(reply.status)) return leave();
    if (!reply.ok) return;
    const told = await reply.json();
    if (told.state === "ended") return leave();
    number = Math.max(number, told.number);
    have = told.have;
    tick.set(told.left);
    agenda.set(told.clock);
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
  const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
  const after = [...talk.children].findLast((one) => Number(one.id.slice(1)) < line);
  if (after) after.insertAdjacentHTML("afterend", html);
  else talk.insertAdjacentHTML("afterbegin", html);
  page.querySelector("[data-no-talk]").hidden = true;
  if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
}

const isDirty = (field) => field?.matches("input:not([type=hidden]), textarea") && field.value !== field.defaultValue;

/** Draw a part anew; what is open there stays open, and the focus where it was. */
function draw(name, html) {
  const part = page.querySelector(`[data-part="${name}"]`);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  // Whoever types on a card goes on typing; the part is drawn when they have sent or left it.
  if (isDirty(focused)) return void ((stale = true), (have = ""));
  const open = [...part.querySelectorAll("details[open] [id]")].map(({ id }) => id);
  const { id, name: field, value } = focused ?? {};
  part.innerHTML = html;
  for (const one of open) document.getElementById(one)?.closest("details")?.setAttribute("open", "");
  if (id) document.getElementById(id)?.focus();
  else if (field) [...part.querySelectorAll("button")].find((one) => one.name === field && one.value === value)?.focus();
}
page.addEventListener("focusout", () => {
  if (stale) (stale = false), setTimeout(catchUp);
});

/* Speaking: the line is shown when the server has it; until then it waits here. */
const speaking = page.querySelector("[data-say]");
const queue = [];
let flies = false;

async function send() {
  if (flies) return;
  flies = true;
  while (queue.length) {
    say(sending);
    const reply = await insist(speaking.action, queue[0]);
    if (!reply.ok) {
      // Nothing that was typed is thrown away.
      const text = speaking.elements.text;
      text.value = [...queue.splice(0).map((one) => one.get("text")), text.value].filter(Boolean).join(" ");
      say(await why(reply));
    } else {
      queue.shift();
      say("");
    }
    catchUp();
  }
  flies = false;
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
if (speaking) {
  speaking.elements.text.value ||= sessionStorage.getItem("live-say") ?? "";
  sessionStorage.removeItem("live-say");
}

/** A form that stays on the page can be sent again; app.js marks it after this event. */
const free = (form) =>
  setTimeout(() => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
  });

/* Small forms: hand, call, vote, cards */
page.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-quick]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const reply = await insist(event.submitter?.getAttribute("formaction") ?? form.action, body);
  say(reply.ok ? "" : await why(reply));
  if (reply.ok && form.hasAttribute("data-clears")) {
    form.reset();
    form.elements.client_key.value = newKey();
  }
  if (reply.ok) for (const field of form.elements) if (field.matches("input:not([type=hidden])")) field.defaultValue = field.value;
  have = "";
  await catchUp();
  free(form);
});

/* Notes: what is typed goes up a moment later, what others typed comes in between. */
const notes = (() => {
  const form = page.querySelector("[data-notes]");
  const { text, base_version: version } = form.elements;
  const own = { version: Number(version.defaultValue), take };
  let base = (text.value = text.defaultValue); // What the server had at that version.
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
    const reply = await insist(form.action, busy);
    busy = null;
    if (!reply.ok) {
      say(await why(reply)); // What was typed stays in the field; the next letter tries again.
      return catchUp();
    }
    base = sent;
    take(await reply.json());
    sayBriefly(saved, 2);
    if (text.value !== base) later(300);
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
    if (text.value !== base && !text.readOnly && !leaving) event.preventDefault();
  });
  return own;
})();

const tick = countdown(page.querySelector(".time-left"));
tick.over = () => setTimeout(leave, 1_000 + 2_000 * Math.random());
tick.set(page.dataset.left);
agenda.began = (text) => sayBriefly(text, 6);
scroller.scrollTop = scroller.scrollHeight;

/* Talking by voice: what is needed for it is only fetched by whoever wants it. */
const signals = {};
live(place, catchUp, 1_000, signals);
const calling = page.querySelector("[data-call]");
if (calling && window.RTCPeerConnection) {
  calling.hidden = false;
  calling.querySelector("button").addEventListener("click", async () => {
    const { join } = await import(scripts.call);
    join(calling, signals, async () => (await (await launchFetch(`${room}/ways`)).json()).ways);
  }, { once: true });
}
addEventListener("online", () => catchUp());
