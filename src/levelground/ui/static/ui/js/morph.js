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
    return shown.nodeType !== Node.ELEMENT_NODE || rescue(shown);
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

/**
 * Also what the server gave back without keeping it (`data-unsaved`): it is nowhere else. Not what
 * it has just kept (`data-kept`), and nobody writes with a button, which has the focus once pressed.
 */
function isBeingWritten(form) {
  const isInside = form.contains(document.activeElement) && !document.activeElement.matches("button");
  return (
    "unsaved" in form.dataset ||
    (isInside && !("kept" in form.dataset)) ||
    [...form.elements].some(isTouched)
  );
}

/**
 * The page went on while somebody wrote: their words go to their own pad, not to nowhere. Where there
 * is no pad, their form stays where it is. Whether what was to leave may go.
 */
function rescue(leaving) {
  const pad = document.querySelector("private-pad");
  const forms = [leaving, ...leaving.querySelectorAll("form")].filter((one) => one.matches("form[data-words]"));
  if (!pad) {
    return !forms.some(isBeingWritten);
  }
  for (const field of forms.flatMap((form) => [...form.querySelectorAll("textarea")])) {
    const isHalfWritten = isTouched(field) || field.closest("draft-words");
    if (isHalfWritten && field.value.trim()) {
      pad.park(field.value);
    }
  }
  return true;
}
