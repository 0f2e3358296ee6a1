/* The last page of a registration: tells the LMS that its frame or window can be closed
   (LTI Dynamic Registration 1.0, 3.7). The message says nothing else, so any page may hear it. */

const platform = window.opener ?? (window.parent === window ? null : window.parent);

function close() {
  platform.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
  if (window.opener) window.close();
}

if (platform) {
  for (const button of document.querySelectorAll("[data-lti-close]")) {
    button.hidden = false;
    button.addEventListener("click", close);
    button.focus();
  }
}
