/* What scripts add to modules: videos play in the page once somebody asks for them, and what is
   done by opening it is said by itself. Each works without: as a link, and as a button. */
// By the address that the page loaded it from: another would run it a second time.
const { launchFetch } = await import(document.querySelector('script[src*="/app.js"]').src);

for (const link of document.querySelectorAll("a[data-video]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.className = "video";
    frame.src = link.dataset.video;
    frame.title = link.textContent.trim();
    frame.allow = "fullscreen; picture-in-picture; encrypted-media";
    frame.allowFullscreen = true;
    (link.closest(".actions") ?? link).replaceWith(frame);
    frame.focus();
  });
}

const seen = document.querySelector("form[data-seen]");
if (seen) {
  launchFetch(seen.action, { method: "POST", body: new FormData(seen) }).then((answer) => {
    if (!answer.ok) return;
    for (const button of seen.querySelectorAll("button")) button.hidden = true;
    seen.querySelector('[role="status"]').hidden = false;
  }, () => {}); // Without a line the button stays.
}

/* What was saved need not be kept on this device any more (see editor.js). */
const saved = document.querySelector("[data-saved-draft]")?.dataset.savedDraft;
try {
  if (saved) localStorage.removeItem(saved);
} catch {
  // Storage throws where the browser blocks it in frames.
}
