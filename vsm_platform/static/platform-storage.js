/* Keeps a login's state with the platform, for browsers that keep no cookie inside a frame.
   1EdTech "LTI Client Side postMessages" 1.0 (lti.capabilities) and "LTI Platform Storage" 0.1
   (lti.put_data, lti.get_data). The server renders two pages for it:
   [data-storage-put] leaves data-key and data-value, then goes to data-next;
   [data-storage-get] fetches data-key into its input "stored_state" and submits itself.
   Both name data-target (lti_storage_target: "_parent" or the name of a frame of the platform) and
   data-origin, the origin of the platform's authorization address. */

const PUT_PATIENCE = 1000;
const GET_PATIENCE = 1500;

const platform = window.opener ?? (window.parent === window ? null : window.parent);

/** The platform's frame of that name; null where there is none or the browser hides it. */
function frameOf(name) {
  if (!name || name === "_parent") return platform;
  try {
    return platform.frames[name] ?? null;
  } catch {
    return null; // A cross-origin window throws for a name that it does not have.
  }
}

/** Send one message and resolve with its answer: same window, same origin, same id, right subject. */
function ask(target, origin, message) {
  const message_id = crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  return new Promise((resolve, reject) => {
    function answered({ source, origin: sender, data }) {
      if (source !== target || (origin !== "*" && sender !== origin)) return;
      if (data?.subject !== `${message.subject}.response` || data.message_id !== message_id) return;
      removeEventListener("message", answered);
      if (data.error) reject(new Error(data.error.code));
      else resolve(data);
    }
    addEventListener("message", answered);
    target.postMessage({ ...message, message_id }, origin);
  });
}

/** Where the platform wants the subject sent; it says so itself, else the launch's parameter holds.
    Capabilities hold nothing secret, and the page around us may be of another origin than the
    authorization address, so this one question goes to any origin. */
async function targetFor(subject, given) {
  const { supported_messages } = await ask(platform, "*", { subject: "lti.capabilities" });
  const supported = supported_messages?.find((message) => message.subject === subject);
  if (!supported) throw new Error("unsupported");
  const target = frameOf(supported.frame ?? given);
  if (!target) throw new Error("no such frame");
  return target;
}

async function exchange(element, subject, content) {
  if (!platform) throw new Error("no platform around this page");
  const { target, origin } = element.dataset;
  const frame = await targetFor(subject, target);
  return ask(frame, new URL(origin).origin, { subject, ...content });
}

const patience = (time) =>
  new Promise((_, reject) => setTimeout(reject, time, new Error("no answer")));

/** Leave the value, then go on: without an answer the launch decides what is possible. */
async function put(element) {
  const { key, value, next } = element.dataset;
  try {
    await Promise.race([exchange(element, "lti.put_data", { key, value }), patience(PUT_PATIENCE)]);
  } catch {
    // Going on is right either way.
  }
  location.replace(next);
}

/** Fetch the value and submit; without it show the way out, or let the server show it. */
async function get(form) {
  const { key } = form.dataset;
  try {
    const answer = await Promise.race([exchange(form, "lti.get_data", { key }), patience(GET_PATIENCE)]);
    if (!answer.value) throw new Error("nothing kept");
    form.elements.stored_state.value = answer.value;
  } catch {
    const wayOut = document.querySelector("[data-storage-fallback]");
    if (wayOut) {
      wayOut.hidden = false;
      wayOut.classList.remove("late");
      return;
    }
  }
  form.submit();
}

const putting = document.querySelector("[data-storage-put]");
const getting = document.querySelector("[data-storage-get]");
if (putting) put(putting);
if (getting) get(getting);
