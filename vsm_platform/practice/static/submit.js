// Sends a form that means to send itself; without scripts its button does.
document.querySelector("form[data-auto-submit]")?.requestSubmit();
