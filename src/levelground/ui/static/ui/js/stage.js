/**
 * What happens around a change of the stage: it is announced once, nobody loses their place, an
 * old answer never replaces a new one, and the second half of a double click does nothing.
 */
import { announce } from "./announce.js";

const stage = () => document.getElementById("stage");

export function watchStage() {
  if (!stage()) {
    return;
  }
  let moment = stage().dataset.moment;
  let focused = document.activeElement;

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "stage") {
      return;
    }
    const answer = event.detail.serverResponse;
    if (!answer.includes('id="stage"') || /<html[\s>]/i.test(answer)) {
      event.detail.shouldSwap = false;
      window.location.reload(); // signed out, or no longer a member: the whole page says so
      return;
    }
    const fresh = Number(/data-version="(\d+)"/.exec(answer)?.[1]);
    if (fresh < Number(stage().dataset.version)) {
      event.detail.shouldSwap = false;
    }
    const asked = event.detail.requestConfig?.elt;
    if (event.detail.xhr.status === 200 && asked?.matches?.("form[data-words]")) {
      asked.reset(); // kept on the server: no longer unsaved
    }
    focused = document.activeElement;
  });

  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.target?.id === "stage" && event.detail.xhr.status < 500) {
      window.location.reload();
    }
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    if (focused && !focused.isConnected && document.activeElement === document.body) {
      document.getElementById("word")?.focus({ preventScroll: true });
    }
    const now = stage();
    if (!now || now.dataset.moment === moment) {
      return;
    }
    const changed = now.dataset.moment.replace(/ (check)?$/, "") !== moment.replace(/ (check)?$/, "");
    moment = now.dataset.moment;
    announce(spoken(now));
    document.body.dispatchEvent(
      new CustomEvent("stage-moved", { detail: { word: now.dataset.word, changed } }),
    );
  });

  // A button may have another one under the same finger a moment later.
  document.addEventListener(
    "click",
    (event) => {
      if (event.detail > 1 && event.target.closest?.("#stage form.move, #stage form[data-words]")) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    { capture: true },
  );
}

/** The word, what it asks, and whose turn it is. */
function spoken(now) {
  return ["check", "word", "say", "turn"]
    .map((id) => now.querySelector(`#${id}`)?.textContent.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join(". ");
}
