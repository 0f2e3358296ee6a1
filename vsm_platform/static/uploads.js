/* Sends files in pieces that go on where a line broke: tus 1.0.0 (https://tus.io/protocols/resumable-upload).
   Loaded by pages with form[data-uploads], which is a plain form without this. Each file has a row in the
   form's [data-list]; rows that the server drew are unfinished uploads, which the same file goes on with. */

// Under the address that the page loads it by, so that it does not run twice.
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

const KIB = 1024;
const SMALLEST = 32 * KIB;
const FIRST = 64 * KIB;
const QUICK = 4_000; // A piece that takes less lets the next one be twice as large,
const SLOW = 12_000; // and one that takes more lets it be half as large (milliseconds).
const PATIENCE = 90_000;
const LONGEST_WAIT = 30_000;

const form = document.querySelector("form[data-uploads]");
const words = form.dataset;
const list = form.querySelector("[data-list]");
const input = form.querySelector('input[type="file"]');
const language = document.documentElement.lang;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const base64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

function sizeWords(bytes) {
  const [unit, name] = [[1024 ** 3, "GB"], [1024 ** 2, "MB"], [1024, "kB"], [1, "B"]].find(([unit]) => bytes >= unit) ?? [1, "B"];
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / unit)}\u00a0${name}`;
}

function timeWords(seconds) {
  const [length, unit] = [[86_400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]].find(([length]) => seconds >= 1.5 * length) ?? [1, "second"];
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  return format.format(Math.max(1, Math.round(seconds / length)));
}

const pause = (time) => new Promise((done) => setTimeout(done, time));
const online = () => new Promise((done) => addEventListener("online", done, { once: true }));

/** What the server's page says of an error. */
async function errorText(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const texts = [...page.querySelectorAll("main h1, main p:not(.soft)")].map(({ textContent }) => textContent.trim());
  return texts.join(" ").replace(/\s+/g, " ") || `${answer.status}`;
}

class Refused extends Error {}
class Gone extends Error {}

class Sending {
  constructor(file) {
    this.file = file;
    this.row = this.#knownRow() ?? document.createElement("li");
    this.address = this.row.dataset.upload;
    this.isResumed = Boolean(this.address);
    this.offset = 0;
    this.piece = FIRST;
    this.rate = 0; // Bytes in a millisecond, of late.
    this.#draw();
  }

  #knownRow() {
    const { name, size, lastModified } = this.file;
    return [...list.querySelectorAll("li[data-upload]")].find(
      ({ dataset }) => dataset.name === name && +dataset.size === size && (!dataset.modified || +dataset.modified === lastModified),
    );
  }

  #draw() {
    const title = document.createElement("b");
    const name = document.createElement("bdi");
    name.textContent = this.file.name;
    title.append(name);
    this.bar = document.createElement("progress");
    this.bar.max = this.file.size || 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", this.file.name);
    this.status = document.createElement("p");
    this.status.className = "soft";
    this.status.setAttribute("role", "status");
    this.actions = document.createElement("div");
    this.actions.className = "row";
    this.pauseButton = this.#button(words.pause, () => this.togglePause());
    this.#button(words.giveUp, () => this.giveUp());
    delete this.row.dataset.upload;
    this.row.replaceChildren(title, this.bar, this.status, this.actions);
    list.append(this.row);
  }

  #button(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button plain small";
    button.textContent = label;
    button.addEventListener("click", act);
    this.actions.append(button);
    return button;
  }

  say(text, tone = "soft") {
    this.status.className = tone;
    this.status.textContent = text;
  }

  get #values() {
    return { done: sizeWords(this.offset), whole: sizeWords(this.file.size), size: sizeWords(this.file.size), largest: sizeWords(+words.largest) };
  }

  #showProgress() {
    this.bar.value = this.offset;
    const left = this.rate ? (this.file.size - this.offset) / this.rate / 1000 : 0;
    const parts = [fill(words.sending, this.#values), left > 2 && fill(words.left, { time: timeWords(left) })];
    this.say(parts.filter(Boolean).join(" · "));
  }

  togglePause() {
    this.isPaused = !this.isPaused;
    this.pauseButton.textContent = this.isPaused ? words.goOn : words.pause;
    if (this.isPaused) {
      this.running?.abort();
      this.say(fill(words.paused, this.#values));
    } else this.wake?.();
  }

  giveUp() {
    this.isGivenUp = true;
    this.running?.abort();
    this.wake?.();
    if (this.address) this.#ask("DELETE").catch(() => {});
    this.row.remove();
  }

  #ask(method, headers = {}, body = undefined, address = this.address) {
    this.running = new AbortController();
    const signal = AbortSignal.any([this.running.signal, AbortSignal.timeout(PATIENCE)]);
    return launchFetch(address, { method, body, signal, headers: { "Tus-Resumable": "1.0.0", ...headers } });
  }

  /** Send all of it, however often the line breaks; gives whether it arrived. */
  async run() {
    if (this.file.size > +words.largest) return this.#refuse(fill(words.tooLarge, this.#values));
    for (let failures = 0; !this.isGivenUp; ) {
      try {
        if (this.isPaused) await new Promise((done) => (this.wake = done));
        if (this.isGivenUp) return false;
        await this.#locate();
        while (this.offset < this.file.size && !this.isPaused) {
          await this.#sendPiece();
          failures = 0;
        }
        if (!this.isPaused) return this.#finish();
      } catch (error) {
        if (error instanceof Refused) return this.#refuse(error.message);
        if (error instanceof Gone) this.address = undefined;
        else if (!this.isPaused && !this.isGivenUp) {
          this.say(fill(words.waiting, this.#values));
          this.piece = Math.max(SMALLEST, this.piece / 2);
          await Promise.race([pause(Math.min(1000 * 2 ** failures, LONGEST_WAIT)), online()]);
          failures += 1;
        }
      }
    }
    return false;
  }

  async #locate() {
    const answer = this.address ? await this.#ask("HEAD") : await this.#begin();
    await this.#check(answer);
    this.offset = +answer.headers.get("Upload-Offset");
    this.isTakenIn = answer.headers.has("Vsm-File");
    this.#showProgress();
  }

  async #begin() {
    const said = { filename: this.file.name, modified: `${this.file.lastModified}`, ...JSON.parse(words.target) };
    const metadata = Object.entries(said).map(([key, value]) => `${key} ${base64(`${value}`)}`).join(",");
    const headers = { "Upload-Length": `${this.file.size}`, "Upload-Metadata": metadata };
    const answer = await this.#ask("POST", headers, undefined, words.uploads);
    if (answer.ok) this.address = new URL(answer.headers.get("Location")).pathname;
    return answer;
  }

  async #sendPiece() {
    const piece = this.file.slice(this.offset, this.offset + this.piece);
    const began = performance.now();
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": `${this.offset}` };
    const answer = await this.#ask("PATCH", headers, piece);
    if (answer.status === 409) return this.#locate();
    await this.#check(answer);
    const took = performance.now() - began;
    this.rate = this.rate ? 0.7 * this.rate + 0.3 * (piece.size / took) : piece.size / took;
    if (took < QUICK) this.piece = Math.min(this.piece * 2, +words.piece);
    if (took > SLOW) this.piece = Math.max(this.piece / 2, SMALLEST);
    this.offset = +answer.headers.get("Upload-Offset");
    this.isTakenIn = answer.headers.has("Vsm-File");
    this.#showProgress();
  }

  async #check(answer) {
    if (answer.ok) return;
    if (answer.status === 401) throw new Refused(fill(words.signedOut, this.#values));
    if ([404, 410].includes(answer.status) && this.address) throw new Gone();
    // Busy or broken servers, and pieces that were damaged, are tried again.
    if (answer.status >= 500 || [408, 425, 429, 460].includes(answer.status)) throw new Error(answer.status);
    throw new Refused(await errorText(answer));
  }

  #finish() {
    this.actions.remove();
    this.bar.value = this.bar.max;
    this.say(this.isTakenIn ? words.done : words.away);
    return true;
  }

  #refuse(text) {
    this.bar.remove();
    this.pauseButton.remove();
    this.say(text, "notice error");
    return false;
  }
}

/* One after the other: on a weak line one finished file is worth more than three halves. */
const waiting = [];
let isBusy = false;
async function send(files) {
  waiting.push(...[...files].map((file) => new Sending(file)));
  if (isBusy) return;
  isBusy = true;
  let allArrived = true;
  while (waiting.length) allArrived = (await waiting.shift().run()) && allArrived;
  isBusy = false;
  if (allArrived) location.assign(location.pathname);
}

for (const element of form.querySelectorAll("[data-plain]")) element.hidden = true;
for (const element of form.querySelectorAll("[data-resumable]")) element.hidden = false;
input.addEventListener("change", () => {
  send(input.files);
  input.value = "";
});

const card = form.closest("section");
for (const name of ["dragenter", "dragover"])
  card.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    card.classList.add("dropping");
  });
for (const name of ["dragleave", "drop"]) card.addEventListener(name, () => card.classList.remove("dropping"));
card.addEventListener("drop", (event) => {
  event.preventDefault();
  send(event.dataTransfer.files);
});
form.dataset.ready = "yes";
