/* Shows how far an import is without a click: the page's own part is fetched anew until it ends. */
// By the address that the page loaded it from: another would run it a second time.
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

const EVERY = 3000;

async function look() {
  if (!document.hidden) {
    try {
      const answer = await launchFetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (!answer.ok || !fresh) {
        location.reload();
        return;
      }
      document.querySelector("[data-progress]").replaceChildren(...fresh.childNodes);
    } catch {
      // Without a line the page stays as it is; the next look may have one.
    }
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
