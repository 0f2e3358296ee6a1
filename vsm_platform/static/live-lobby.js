/* The lobby of a live session: when the rooms open, or somebody is taken to one, the page follows. Who is
   here and the agenda are drawn anew. */
const { launchFetch, live } = await import(document.querySelector('script[src*="/app.js"]').src);
const { agenda } = await import(document.querySelector('script[src*="/live-lobby.js"]').dataset.clock);

const PAUSE = 4_000; // Of a hundred who come within seconds, each asks a few times who is here, at a time of its own.
const lobby = document.querySelector("[data-lobby]");
const { lobby: path, place } = lobby.dataset;
const began = lobby.querySelector("form") ? "open" : "gathering";
let number = Number(lobby.dataset.number);
let { have } = lobby.dataset;
let asking, again, later;

async function look() {
  if (asking) return void (again = true);
  asking = true;
  clearTimeout(later);
  later = null;
  try {
    const reply = await launchFetch(`${path}/since/${number}?have=${have}`, { headers: { Accept: "application/json" } });
    if (!reply.ok) return location.reload();
    const told = await reply.json();
    if (told.state === "ended" || (told.has_joined && told.room)) return location.assign(path);
    // The form that the open door shows is sent at once: whoever waited goes in without a click.
    if (told.state !== "gathering" && began === "gathering") return enter();
    ({ number, have } = told);
    agenda.set(told.clock);
    for (const [name, html] of Object.entries(told.parts)) document.querySelector(`[data-part="${name}"]`).innerHTML = html;
  } catch {
    // The line is away; the connection asks again when it is back.
  } finally {
    asking = false;
    if (again) (again = false), look();
  }
}

/** News with a new number are asked for at once; without, they are of who is here, for which there is time. */
function heard(newest) {
  if (newest > number) look();
  else later ??= setTimeout(look, PAUSE * (1 + Math.random()));
}

async function enter() {
  const page = new DOMParser().parseFromString(await (await launchFetch(path)).text(), "text/html");
  const form = page.querySelector("[data-lobby] form");
  if (!form) return location.assign(path);
  document.body.append(document.adoptNode(form));
  form.requestSubmit();
}

lobby.querySelector("[data-waiting]")?.remove();
live(place, heard);
addEventListener("online", look);
