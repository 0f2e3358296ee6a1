/* Passkeys (Web Authentication Level 3): asks the device, and sends its answer with the form.
   The forms stay hidden where the browser knows no passkeys; every page has another way. */

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** The options as the browser wants them: with bytes where JSON has texts (5.8.3 and 5.8.4). */
function publicKey(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = withBytes(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = withBytes(options.allowCredentials);
  return read;
}

/** What the device answered, as JSON (5.1.1 and 5.1.2). */
function answer(credential) {
  const response = { transports: credential.response.getTransports?.() };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function ask(event) {
  event.preventDefault();
  event.stopPropagation(); // It is sent later, so app.js must not count it as sent.
  const form = event.target;
  const failed = form.querySelector("[data-failed]");
  failed.textContent = "";
  try {
    const options = { publicKey: publicKey(JSON.parse(form.dataset.options)) };
    form.elements.answer.value = answer(await navigator.credentials[form.dataset.passkey](options));
    form.submit();
  } catch {
    failed.textContent = failed.dataset.failed;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", ask);
  }
}
