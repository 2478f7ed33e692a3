/**
 * A press that the server could not carry out, or that never reached it, is said at the top of the page:
 * what was written stays where it is, and the notice goes with the next press that is answered.
 */
const isPress = ({ requestConfig }) => requestConfig?.verb !== "get";

export function watchOutages() {
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (isPress(detail) && detail.xhr.status >= 500) {
      const inWords = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
      say(inWords ? detail.xhr.responseText : "");
    }
  });
  document.body.addEventListener("htmx:sendError", ({ detail }) => {
    if (isPress(detail)) {
      say("");
    }
  });
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    const notice = document.getElementById("outage");
    if (notice && isPress(detail)) {
      notice.hidden = true;
    }
  });
}

function say(text) {
  const notice = document.getElementById("outage");
  if (notice) {
    notice.textContent = text || notice.dataset.otherwise;
    notice.hidden = false;
  }
}
