/**
 * Hears that the session moved on, and says `tick` on the body; htmx then fetches the stage.
 *
 * <live-ticks topic="session-7" url="/sessions/7/ticks/" version="12">
 * While the line is down, `url?since=` is asked every three seconds.
 */
import { announce } from "./announce.js";
import { doubt, measure } from "./clock.js";
import { LiveLine } from "./live-line.js";

const POLL_EVERY = 3000;
const PATIENCE = 2500; // a short gap is nobody's business

export class LiveTicks extends HTMLElement {
  #line;
  #poll;
  #saying;
  #leaving;
  #newest = 0;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const back = () => document.visibilityState === "visible" && this.#comeBack();
    document.addEventListener("visibilitychange", back, { signal });
    window.addEventListener("online", back, { signal });
    window.addEventListener("pageshow", (event) => event.persisted && back(), { signal });
    document.body.addEventListener("step-timer-zero", tick, { signal });
    this.#line = new LiveLine(`/live/${this.getAttribute("topic")}/`, {
      heard: ({ version }) => this.#heard(version),
      lost: () => this.#lost(),
      shutOut: () => window.location.reload(), // the ordinary door says what has become of it
    });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#line.end();
    this.#allIsWell();
  }

  get #shown() {
    return Number(document.getElementById("stage")?.dataset.version ?? this.getAttribute("version"));
  }

  #heard(version) {
    this.#allIsWell();
    this.#compare(version);
  }

  /** Whatever comes, a pong too, is a reason to look: the fetch after the last tick may have failed. */
  #compare(version) {
    this.#newest = Math.max(this.#newest, version ?? 0);
    if (this.#newest > this.#shown) {
      tick();
    }
  }

  #lost() {
    this.#saying ??= setTimeout(() => this.#say(), PATIENCE);
    this.#poll ??= setTimeout(() => this.#ask(), POLL_EVERY);
  }

  #allIsWell() {
    clearTimeout(this.#poll);
    this.#poll = undefined;
    this.#hush();
  }

  #hush() {
    clearTimeout(this.#saying);
    this.#saying = undefined;
    this.querySelector(".live__state")?.setAttribute("hidden", "");
  }

  #say() {
    const state = this.querySelector(".live__state");
    state?.removeAttribute("hidden");
    announce(state?.textContent);
  }

  /** The way around a line that some networks do not let through. */
  async #ask() {
    const asked = performance.now();
    try {
      const answer = await fetch(`${this.getAttribute("url")}?since=${this.#shown}`, {
        headers: { accept: "application/json" },
        signal: AbortSignal.timeout(2 * POLL_EVERY),
      });
      const { version, now } = await answer.json();
      measure(now, asked);
      this.#compare(version);
      this.#hush();
    } catch {
      this.#saying ??= setTimeout(() => this.#say(), 0);
    }
    if (this.#poll && !this.#line.isOpen) {
      this.#poll = setTimeout(() => this.#ask(), POLL_EVERY);
    }
  }

  /** The page was hidden, asleep or without a network: look at once. */
  #comeBack() {
    doubt();
    tick();
    this.#line.wake();
  }
}

function tick() {
  document.body.dispatchEvent(new CustomEvent("tick"));
}
