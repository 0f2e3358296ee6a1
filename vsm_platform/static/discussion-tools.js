/* The toolbar and the preview of a form in which somebody writes a post: fetched when the writing begins. */
export function start(form, launchFetch) {
  tools(form);
  look(form, launchFetch);
}

/** The toolbar: signs around what is selected. */
const SIGNS = [["**", "**"], ["*", "*"], ["[", "](https://)"], ["\n- ", ""], ["\n> ", ""]];
function tools(form) {
  const { text } = form.elements;
  const bar = form.querySelector("[data-bar]");
  bar.dataset.bar.split("|").forEach((label, place) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button secondary small", textContent: label });
    button.addEventListener("click", () => {
      const [before, after] = SIGNS[place];
      const { selectionStart: start, selectionEnd: end, value } = text;
      text.setRangeText(before + value.slice(start, end) + after, start, end, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
    bar.append(button);
  });
  bar.hidden = false;
}

function look(form, launchFetch) {
  const { text } = form.elements;
  const button = form.querySelector("[data-look]");
  const shown = form.querySelector("[data-shown]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("text", text.value);
    try {
      const reply = await launchFetch(`${form.dataset.home}/preview`, { method: "POST", body });
      if (!reply.ok) return;
      shown.innerHTML = await reply.text(); // Cleaned by the server; the policy allows no script.
      shown.hidden = false;
    } catch {
      // The last preview stays.
    }
  });
}
