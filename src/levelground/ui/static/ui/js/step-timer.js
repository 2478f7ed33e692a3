/**
 * The time left, as a ring and as text, by the server's clock. It only shows; the server decides.
 *
 * <step-timer ends-at="…" total="300" clock="running" say-half="…" say-minute="…" say-ten="…">
 * The text is no live region: it changes every second. Marks are announced once, politely.
 */
import { announce } from "./announce.js";
import { serverNow } from "./clock.js";

const SECOND = 1000;
const MINUTE = 60;

export class StepTimer extends HTMLElement {
  static observedAttributes = ["ends-at", "total", "clock"];

  #timer;
  #before;
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const show = () => this.show();
    document.addEventListener("visibilitychange", show, { signal });
    document.body.addEventListener("clock-set", show, { signal });
    show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  attributeChangedCallback() {
    this.#before = undefined;
    if (this.isConnected && this.#leaving) {
      this.show();
    }
  }

  show() {
    clearTimeout(this.#timer);
    const left = Date.parse(this.getAttribute("ends-at")) - serverNow();
    if (Number.isNaN(left)) {
      return;
    }
    const seconds = Math.max(0, Math.ceil(left / SECOND));
    const text = this.querySelector("[data-time]");
    if (text) {
      text.textContent = `${Math.floor(seconds / MINUTE)}:${String(seconds % MINUTE).padStart(2, "0")}`;
    }
    this.#draw(seconds);
    this.#mark(seconds);
    this.#before = seconds;
    if (left > 0) {
      // Wake exactly when the next second begins on the server, so that all phones agree.
      this.#timer = setTimeout(() => this.show(), left % SECOND || SECOND);
    } else {
      // Not all at once: five phones reach zero together.
      this.#timer = setTimeout(() => this.#zero(), 200 + Math.random() * 800);
    }
  }

  #draw(seconds) {
    const total = Number(this.getAttribute("total")) || 1;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const shown = still ? Math.ceil(seconds / 10) * 10 : seconds;
    this.querySelector(".ring__left")?.setAttribute("stroke-dasharray", `${shown} ${total}`);
  }

  #mark(seconds) {
    const total = Number(this.getAttribute("total"));
    const half = Math.floor(total / 2);
    const marks = [
      [total >= 4 * MINUTE ? half : 0, "say-half"],
      [total >= 2 * MINUTE ? MINUTE : 0, "say-minute"],
      [total >= MINUTE / 2 ? 10 : 0, "say-ten"],
    ];
    for (const [at, words] of marks) {
      if (at && this.#before > at && seconds <= at && this.getAttribute("clock") !== "landing") {
        announce(this.getAttribute(words));
      }
    }
  }

  #zero() {
    document.body.dispatchEvent(new CustomEvent("step-timer-zero"));
  }
}
