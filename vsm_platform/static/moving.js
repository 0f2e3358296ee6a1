/* Somebody's name, dragged onto another team, opens the page with the prices of that; nothing is changed before a button there. */
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("a[data-person]") ?? null;
});
document.addEventListener("dragend", () => { dragged = null; });

for (const team of document.querySelectorAll("[data-team]")) {
  const elsewhere = () => dragged !== null && !team.contains(dragged);
  team.addEventListener("dragover", (event) => {
    if (elsewhere()) {
      event.preventDefault();
      team.setAttribute("data-over", "");
    }
  });
  team.addEventListener("dragleave", (event) => {
    if (!team.contains(event.relatedTarget)) team.removeAttribute("data-over");
  });
  team.addEventListener("drop", (event) => {
    if (!elsewhere()) return;
    event.preventDefault();
    const way = document.createElement("a");
    const address = new URL(dragged.href);
    address.searchParams.set("team", team.dataset.team);
    way.href = address.href;
    document.body.append(way);
    way.click();
  });
}
