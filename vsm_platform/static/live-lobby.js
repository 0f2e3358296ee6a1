/* The lobby of a live session: when the rooms open, or somebody is taken to one, the page follows. */
const { launchFetch, live } = await import(document.querySelector('script[src*="/app.js"]').src);

const lobby = document.querySelector("[data-lobby]");
const { lobby: path, place, number } = lobby.dataset;
const began = lobby.querySelector("form") ? "open" : "gathering";
let asking, again;

async function look() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const reply = await launchFetch(`${path}/since/${number}`, { headers: { Accept: "application/json" } });
    if (!reply.ok) return location.reload();
    const { state, room, has_joined: hasJoined } = await reply.json();
    if (state === "ended" || (hasJoined && room)) return location.assign(path);
    // The form that the open door shows is sent at once: whoever waited goes in without a click.
    if (state !== "gathering" && began === "gathering") return enter();
  } catch {
    // The line is away; the connection asks again when it is back.
  } finally {
    asking = false;
    if (again) (again = false), look();
  }
}

async function enter() {
  const page = new DOMParser().parseFromString(await (await launchFetch(path)).text(), "text/html");
  const form = page.querySelector("[data-lobby] form");
  if (!form) return location.assign(path);
  document.body.append(document.adoptNode(form));
  form.requestSubmit();
}

lobby.querySelector("[data-waiting]")?.remove();
live(place, look);
addEventListener("online", look);
