/* A week to paint with a finger, a mouse or the keyboard. What is painted is written into the form's
   fields, which work without it, and is saved by itself. The hours mean what availability/spans.py says. */
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

const HALF_HOURS = 48;
const NIGHT = 12; // Half hours before 06:00, which most people never need to see.
const SPAN = /(\d{1,2})(?::?(\d\d))?\s*[-–—]\s*(\d{1,2})(?::?(\d\d))?/g;
const form = document.querySelector("form[data-week]");
const { can, rather, cannot, saving, saved, unsaved } = form.dataset;
const days = JSON.parse(form.dataset.days);
const words = [cannot, rather, can];
const find = (name) => form.querySelector(`[data-${name}]`);
const [state, said, night] = [find("state"), find("said"), find("night")];
const cells = days.map(() => []);
let week;
let current;
let stroke;
let timer;

const brush = () => Number(form.elements.brush.value);
const clock = (half) => `${String(half >> 1).padStart(2, "0")}:${half % 2 ? "30" : "00"}`;
const field = (name, day) => form.elements[`${name}_${day}`];

/* From the fields to hours, and back */
function read() {
  const found = days.map(() => Array(HALF_HOURS).fill(0));
  for (const [name, level] of [["can", 2], ["rather", 1]]) {
    days.forEach((_name, day) => {
      for (const [, h1, m1, h2, m2] of field(name, day).value.matchAll(SPAN)) {
        const from = h1 * 2 + (m1 >= 30);
        let to = h2 * 2 + (m2 >= 30);
        if (to <= from) to += HALF_HOURS;
        for (let half = from; half < to; half++) found[(day + Math.floor(half / HALF_HOURS)) % 7][half % HALF_HOURS] = level;
      }
    });
  }
  return found;
}

function spans(hours, level) {
  const found = [];
  for (let half = 0; half < HALF_HOURS; half++) {
    if (hours[half] !== level) continue;
    const from = half;
    while (half < HALF_HOURS && hours[half] === level) half++;
    found.push(`${clock(from)}–${clock(half)}`);
  }
  return found.join(", ");
}

function write() {
  // Whoever paints another day no longer wants Monday everywhere.
  if (week.some((hours) => String(hours) !== String(week[0]))) form.elements.is_copied.checked = false;
  week.forEach((hours, day) => {
    field("can", day).value = spans(hours, 2);
    field("rather", day).value = spans(hours, 1);
  });
  clearTimeout(timer);
  timer = setTimeout(keep, 1_000);
}

async function keep() {
  const body = new FormData(form);
  body.set("by", "script");
  const sent = JSON.stringify(week);
  state.textContent = saving;
  const answer = await launchFetch(form.action, { method: "POST", body }).catch(() => null);
  if (JSON.stringify(week) === sent) state.textContent = answer?.status === 204 ? saved : unsaved;
}

/* The grid */
const words_of = (day, half) => `${days[day]} ${clock(half)}–${clock(half + 1)}: ${words[week[day][half]]}`;

function show(day, half) {
  const cell = cells[day][half];
  cell.dataset.level = week[day][half];
  cell.setAttribute("aria-label", words_of(day, half));
}

function element(tag, attributes, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function row(half) {
  const tr = element("tr", { role: "row", class: half % 2 ? "" : "hour" });
  const th = element("th", { scope: "row", role: "rowheader" });
  th.append(element("span", { class: half % 2 ? "visually-hidden" : "" }, clock(half)));
  tr.append(th);
  days.forEach((_name, day) => {
    const cell = element("td", { role: "gridcell", tabindex: -1 });
    [cell.day, cell.half] = [day, half];
    cells[day][half] = cell;
    tr.append(cell);
  });
  return tr;
}

function draw() {
  const table = element("table", { class: "week", role: "grid", "aria-describedby": "week-hint" });
  table.setAttribute("aria-label", form.querySelector(".brushes legend").textContent);
  const head = element("tr", { role: "row" });
  const corner = element("th", { scope: "col", role: "columnheader" });
  corner.append(element("span", { class: "visually-hidden" }, form.dataset.hour));
  head.append(corner);
  const named = (weekday) => {
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday, timeZone: "UTC" });
    return days.map((_name, day) => format.format(Date.UTC(2024, 0, 1 + day)));
  };
  const short = named("short");
  // In some languages, such as Arabic, the short names are long, and ran into each other on a phone.
  const heads = short.some((name) => name.length > 5) ? named("narrow") : short;
  days.forEach((name, day) => {
    const th = element("th", { scope: "col", role: "columnheader", "aria-label": name }, heads[day]);
    head.append(th);
  });
  const bodies = [element("tbody", { role: "rowgroup" }), element("tbody", { role: "rowgroup" })];
  for (let half = 0; half < HALF_HOURS; half++) bodies[Number(half >= NIGHT)].append(row(half));
  const thead = element("thead", { role: "rowgroup" });
  thead.append(head);
  table.append(thead, ...bodies);
  find("place").append(table);
  return { table, dark: bodies[0] };
}

function showAll() {
  days.forEach((_name, day) => cells[day].forEach((_cell, half) => show(day, half)));
}

function focus(day, half) {
  current.tabIndex = -1;
  current = cells[day][half];
  current.tabIndex = 0;
  current.focus();
}

/* A stroke paints the rectangle between where it began and where it is now */
function begin(cell) {
  const level = week[cell.day][cell.half] === brush() ? (brush() ? 0 : 2) : brush();
  stroke = { cell, level, before: week.map((hours) => [...hours]) };
  reach(cell);
}

function reach(cell) {
  const from = stroke.cell;
  const between = (value, one, other) => value >= Math.min(one, other) && value <= Math.max(one, other);
  days.forEach((_name, day) => cells[day].forEach((_cell, half) => {
    const inside = between(day, from.day, cell.day) && between(half, from.half, cell.half);
    const level = inside ? stroke.level : stroke.before[day][half];
    if (week[day][half] === level) return;
    week[day][half] = level;
    show(day, half);
  }));
}

function end() {
  if (!stroke) return;
  const { day, half } = stroke.cell;
  stroke = null;
  said.textContent = words_of(day, half);
  write();
}

function onKey(event) {
  const { day, half } = current;
  const across = getComputedStyle(form).direction === "rtl" ? -1 : 1;
  const first = dark.hidden ? NIGHT : 0;
  const moves = {
    ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-across, 0], ArrowRight: [across, 0],
    Home: [-7, 0], End: [7, 0], PageUp: [0, -8], PageDown: [0, 8],
  };
  if (event.key === " " || event.key === "Enter") {
    begin(current);
    end();
  } else if (moves[event.key]) {
    const next = [
      Math.min(Math.max(day + moves[event.key][0], 0), 6),
      Math.min(Math.max(half + moves[event.key][1], first), HALF_HOURS - 1),
    ];
    const level = week[day][half];
    focus(...next);
    if (event.shiftKey && week[next[0]][next[1]] !== level) {
      stroke = { cell: current, level, before: week.map((hours) => [...hours]) };
      reach(current);
      end();
    }
  } else return;
  event.preventDefault();
}

week = read();
const { table, dark } = draw();
showAll();
current = cells[0][16];
current.tabIndex = 0;
find("grid").hidden = false;
find("fields").open = "wrong" in find("fields").dataset;

function showNight(shown) {
  dark.hidden = !shown;
  night.hidden = shown;
  night.setAttribute("aria-expanded", shown);
}
showNight(week.some((hours) => hours.slice(0, NIGHT).some(Boolean)));
night.addEventListener("click", () => {
  showNight(true);
  focus(0, 0);
});

table.addEventListener("pointerdown", (event) => {
  const cell = event.target.closest("td[role=gridcell]");
  if (!cell || event.button) return;
  event.preventDefault();
  focus(cell.day, cell.half);
  begin(cell);
});
addEventListener("pointermove", (event) => {
  if (!stroke) return;
  const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest?.("td[role=gridcell]");
  if (cell) reach(cell);
});
addEventListener("pointerup", end);
addEventListener("pointercancel", end);
table.addEventListener("keydown", onKey);

form.addEventListener("input", (event) => {
  if (event.target.name === "brush") return;
  if (event.target.name === "is_copied" && event.target.checked) {
    for (const name of ["can", "rather"]) days.forEach((_name, day) => (field(name, day).value = field(name, 0).value));
    week = read();
    write();
  } else {
    week = read();
    clearTimeout(timer);
    timer = setTimeout(keep, 2_500);
  }
  showAll();
});
form.addEventListener("submit", () => clearTimeout(timer));
