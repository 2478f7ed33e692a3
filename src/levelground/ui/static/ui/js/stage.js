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
  let before = { ...stage().dataset };
  let focused = document.activeElement;

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "stage") {
      focused = document.activeElement;
      event.detail.shouldSwap &&= isFit(event.detail);
    }
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
    announce(news(now, before));
    if (now.dataset.step !== before.step) {
      showTheWord();
      const detail = { word: now.dataset.word };
      document.body.dispatchEvent(new CustomEvent("step-changed", { detail }));
    }
    before = { ...now.dataset };
  });

  document.addEventListener("click", dropSecondClick, { capture: true });
}

/** A new step begins at its word, unless somebody is writing. */
function showTheWord() {
  if (!document.activeElement?.matches("textarea, input:not([type=hidden])")) {
    window.scrollTo({ top: 0 });
  }
}

/** Whether an answer may be laid over the stage; where it may not, the whole page comes anew. */
function isFit({ serverResponse, xhr, requestConfig }) {
  if (!serverResponse.includes('id="stage"') || /<html[\s>]/i.test(serverResponse)) {
    window.location.reload(); // signed out, or no longer a member: the page will say so
    return false;
  }
  const form = requestConfig?.elt;
  if (xhr.status === 200 && form?.matches?.("form[data-words]")) {
    putAway(form);
  }
  const fresh = Number(/data-version="(\d+)"/.exec(serverResponse)?.[1]);
  return !(fresh < Number(stage().dataset.version));
}

/**
 * Kept on the server: no longer half-written, nor unsaved. The focus may be in it still, so `data-kept`
 * says that the fresh form may take its place: with a key of its own for what is written next.
 */
function putAway(form) {
  for (const field of form.querySelectorAll("textarea")) {
    field.defaultValue = form.closest("draft-words") ? "" : field.value;
  }
  for (const field of form.querySelectorAll("[type=radio], [type=checkbox]")) {
    field.defaultChecked = field.checked;
  }
  form.reset();
  form.dataset.kept = "";
  const fold = form.closest("details");
  if (fold?.open) {
    fold.open = false;
    fold.querySelector("summary").focus();
  }
}

/** A button may have another one under the same finger a moment later. */
function dropSecondClick(event) {
  if (event.detail > 1 && event.target.closest?.("#stage form:is(.move, [data-words]) button")) {
    event.preventDefault();
    event.stopPropagation();
  }
}

/** What somebody who listens to the page needs to hear of a change; "" if there is nothing. */
function news(now, before) {
  const { step, turn, asked } = now.dataset;
  const parts = [];
  if (asked && asked !== before.asked) {
    parts.push("check", "question-asked", "timer-said", "timer-up");
  }
  if (step !== before.step || turn !== before.turn) {
    parts.push("word", "say", "turn");
  }
  return parts
    .map((id) => now.querySelector(`#${id}`)?.textContent.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .map((words) => (/[.?!:]$/.test(words) ? words : `${words}.`))
    .join(" ");
}
