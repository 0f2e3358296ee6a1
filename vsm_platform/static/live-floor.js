/* All rooms at a glance: drawn anew when something happens in one, without losing what is ticked. */
const { launchFetch, live } = await import(document.querySelector('script[src*="/app.js"]').src);
const { agenda, countdown } = await import(document.querySelector('script[src*="/live-floor.js"]').dataset.clock);

const floor = document.querySelector("[data-floor]");
const rooms = floor.querySelector("[data-rooms]");
const tick = countdown(floor.querySelector(".time-left"));
tick.set(floor.querySelector(".time-left").dataset.left);
const pause = Number(floor.dataset.pause);
let state, asking, again;

async function look() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const reply = await launchFetch(floor.dataset.floor, { headers: { Accept: "application/json" } });
    if (!reply.ok) return location.reload();
    const told = await reply.json();
    // Whoever writes to the rooms does not lose it because a colleague has set another end.
    const writes = [...floor.querySelectorAll("textarea")].some(({ value }) => value);
    if (state && state !== told.state && !writes) return location.reload();
    state = told.state;
    tick.set(told.left);
    draw(told.rooms);
    agenda.set(told.clock);
  } catch {
    // The line is away; the connection asks again when it is back.
  }
  // At most one drawing in one and a half seconds, however much is said in all rooms; where everybody looks
  // at one page, each after a while of its own.
  setTimeout(() => {
    asking = false;
    if (again) (again = false), look();
  }, pause ? pause * (0.5 + Math.random()) : 1_500);
}

function draw(html) {
  const ticked = [...rooms.querySelectorAll(":checked")].map(({ value }) => value);
  const focused = rooms.contains(document.activeElement) ? document.activeElement : null;
  const [name, value] = [focused?.name, focused?.value];
  rooms.innerHTML = html;
  if (focused?.id) document.getElementById(focused.id)?.focus();
  for (const box of rooms.querySelectorAll("[name=people]")) {
    box.checked = ticked.includes(box.value);
    if (name === "people" && box.value === value) box.focus();
  }
}

live(floor.dataset.place, look);
addEventListener("online", look);
tick.over = () => setTimeout(() => location.reload(), 1_000);
