/* Says at every change of the wishes whether they can be met; the button does the same without a script. */
// By the address that the page loaded it from: another would run it a second time.
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

const PAUSE = 600;
const form = document.querySelector("[data-wishes]");
let waiting = 0;
let asked = 0;

async function check() {
  const turn = ++asked;
  const body = new URLSearchParams(new FormData(form));
  body.set("step", "check");
  try {
    const answer = await launchFetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-checks]");
    if (answer.ok && fresh && turn === asked) {
      document.querySelector("[data-checks]").replaceChildren(...fresh.childNodes);
    }
  } catch {
    // Without a line the checks stay as they were; the button tries again.
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(check, PAUSE);
});
