/**
 * How a fresh stage is laid over the shown one (A3): focus stays, carets stay, what somebody is
 * typing or has opened stays. idiomorph does the work; here is what it must leave alone.
 */
const callbacks = window.Idiomorph?.defaults.callbacks;

if (callbacks) {
  callbacks.beforeNodeMorphed = (shown, fresh) => {
    if (shown.nodeType !== Node.ELEMENT_NODE) {
      return true;
    }
    if (shown.localName === "private-pad") {
      return false;
    }
    if (shown.matches("form[data-words]") && isBeingWritten(shown)) {
      return false;
    }
    return !isTouched(shown);
  };

  callbacks.beforeAttributeUpdated = (name, shown) => name !== "open" || shown.localName !== "details";

  callbacks.afterNodeMorphed = (shown) => {
    if (shown.localName === "step-timer") {
      shown.show(); // to the second, before anybody sees the server's rounding
    }
  };

  callbacks.beforeNodeRemoved = (shown) => {
    if (shown.nodeType === Node.ELEMENT_NODE) {
      rescue(shown);
    }
    return true;
  };
}

/** A field whose content is no longer what the server sent. */
function isTouched(field) {
  switch (field.type) {
    case "checkbox":
    case "radio":
      return field.checked !== field.defaultChecked || field === document.activeElement;
    case "textarea":
    case "text":
      return field.value !== field.defaultValue;
    default:
      return false;
  }
}

function isBeingWritten(form) {
  return form.contains(document.activeElement) || [...form.elements].some(isTouched);
}

/** The step went on while somebody wrote: their words go to their own pad, not to nowhere. */
function rescue(leaving) {
  for (const field of leaving.querySelectorAll("form[data-words] textarea")) {
    const isHalfWritten = isTouched(field) || field.closest("draft-words");
    if (isHalfWritten && field.value.trim()) {
      document.querySelector("private-pad")?.park(field.value);
    }
  }
}
