/* Meetings: what a time means for everybody follows the form, and the button to join comes by itself.
   Both pages work without: the form has a button, and loading the page again shows the other. */

const form = document.querySelector("form[data-preview]");
const preview = form && document.getElementById(form.dataset.preview);
const token = document.querySelector('meta[name="launch-token"]')?.content;
const headers = token ? { Authorization: `Launch ${token}` } : {};
let asked = 0;
let waiting;

async function follow() {
  const mine = ++asked;
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  const answer = await fetch(address, { headers }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("problems")?.replaceChildren(); // While somebody types, what is wrong stands beside the form.
  preview.replaceChildren(...(page.getElementById("problems") ?? page.getElementById(preview.id)).childNodes);
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(follow, 400);
});

/* Not all at once: a whole class may have the page open. */
for (const { dataset } of document.querySelectorAll("[data-opens-in]")) {
  const wait = dataset.opensIn * 1000 + Math.random() * 8000;
  if (wait < 86_400_000) setTimeout(() => location.reload(), wait);
}
