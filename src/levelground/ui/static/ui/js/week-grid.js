/**
 * A grid of half-hours: a mouse, or a thumb that rests a moment, paints; arrow keys walk.
 * Underneath are plain checkboxes, so that a form without this says the same.
 */
const REST = 220; // milliseconds after which a thumb paints instead of scrolling
const STEPS = { ArrowLeft: -1440, ArrowRight: 1440, ArrowUp: -30, ArrowDown: 30 };

export class WeekGrid extends HTMLElement {
  #leaving;
  #brush; // what painting makes of a box: chosen or not
  #from; // the box that was touched first
  #resting;
  #painted = false;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("pointerdown", (event) => this.#touched(event), { signal });
    this.addEventListener("pointermove", (event) => this.#moved(event), { signal });
    this.addEventListener("touchmove", (event) => this.#scrolls(event), { signal, passive: false });
    this.addEventListener("contextmenu", (event) => this.#painted && event.preventDefault(), { signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal, capture: true });
    this.addEventListener("keydown", (event) => this.#walk(event), { signal });
    this.addEventListener("focusin", (event) => this.#only(event.target), { signal });
    window.addEventListener("pointerup", () => this.#lifted(), { signal });
    window.addEventListener("pointercancel", () => this.#lifted(), { signal });
    this.#only(this.querySelector("input:checked") ?? this.querySelector(":scope > div input"));
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#resting);
  }

  #touched(event) {
    const box = this.#boxAt(event);
    if (!box || event.button > 0) return;
    this.#painted = false;
    this.#from = box;
    event.target.releasePointerCapture?.(event.pointerId); // or the first box would keep the finger
    if (event.pointerType === "mouse") {
      this.#brush = !box.checked;
    } else {
      this.#resting = setTimeout(() => this.#paint(box, !box.checked), REST);
    }
  }

  #moved(event) {
    if (!this.#from) return;
    const box = this.#boxAt(event);
    if (this.#brush === undefined) {
      if (box !== this.#from) this.#lifted(); // it scrolls
    } else if (box && (box !== this.#from || this.#painted)) {
      this.#paint(this.#from, this.#brush);
      this.#paint(box, this.#brush);
    }
  }

  #scrolls(event) {
    if (this.#painted && event.cancelable) event.preventDefault();
  }

  #lifted() {
    clearTimeout(this.#resting);
    this.#from = undefined;
    this.#brush = undefined;
  }

  /** The click that ends a painting must not turn its last box round. */
  #clicked(event) {
    if (this.#painted && event.detail > 0) {
      event.preventDefault();
      event.stopPropagation();
    }
    this.#painted = false;
  }

  #paint(box, chosen) {
    this.#painted = true;
    this.#brush = chosen;
    if (box.checked !== chosen) {
      box.checked = chosen;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /** One box is in the page's order; the arrows reach the others. With Shift they paint. */
  #walk(event) {
    const step = STEPS[event.key];
    const next = step && this.querySelector(`input[value="${Number(event.target.value) + step}"]`);
    if (!next) return;
    event.preventDefault();
    if (next.closest("details")) next.closest("details").open = true;
    if (event.shiftKey) next.checked = event.target.checked;
    next.focus();
  }

  #only(box) {
    if (box?.type !== "checkbox") return;
    for (const one of this.querySelectorAll("input")) one.tabIndex = one === box ? 0 : -1;
  }

  #boxAt(event) {
    const there = document.elementFromPoint(event.clientX, event.clientY);
    const box = there?.closest(".week__cell")?.querySelector("input");
    return box && this.contains(box) ? box : undefined;
  }
}
