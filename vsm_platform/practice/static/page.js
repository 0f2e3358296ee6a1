/*
 * What an LMS's page does for the tool in its frame beside storage: it closes a frame that says
 * it is done, and gives it the height that it asks for.
 */
(() => {
  "use strict";
  const frame = document.querySelector("iframe.tool");
  const origins = new Set(document.currentScript.dataset.origins.split(" ").filter(Boolean));
  const lowest = 320;
  const highest = 20000;

  addEventListener("message", ({ data, origin, source }) => {
    if (!data || !origins.has(origin) || !frame || source !== frame.contentWindow) return;
    if (data.subject === "lti.frameResize" && Number.isFinite(Number(data.height))) {
      frame.style.height = `${Math.min(Math.max(Number(data.height), lowest), highest)}px`;
    }
    if (data.subject === "lti.close" || data.subject === "org.imsglobal.lti.close") {
      location.assign(frame.dataset.closed);
    }
  });
})();
