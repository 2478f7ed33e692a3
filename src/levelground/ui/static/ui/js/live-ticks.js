/**
 * Hears that the session moved on, and says `tick` on the body; htmx then fetches the stage.
 *
 * <live-ticks topic="session-7" url="/sessions/7/ticks/" version="12">
 * The line carries version numbers and the server's time, never content. While it is down,
 * `url?since=` is asked every three seconds.
 */
import { announce } from "./announce.js";
import { doubt, measure } from "./clock.js";

const LONGEST_WAIT = 8000;
const SHORTEST_WAIT = 250;
const POLL_EVERY = 3000;
const PING_EVERY = 10_000;
const PINGS_AT_FIRST = 5;
const SILENCE_BEFORE_SAYING = 2500;

export class LiveTicks extends HTMLElement {
  #line;
  #tries = 0;
  #timers = {};
  #pings = 0;
  #lastHeard = 0;
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const back = () => document.visibilityState === "visible" && this.#comeBack();
    document.addEventListener("visibilitychange", back, { signal });
    window.addEventListener("online", back, { signal });
    window.addEventListener("pageshow", (event) => event.persisted && back(), { signal });
    window.addEventListener("pagehide", () => this.#line?.close(), { signal });
    document.body.addEventListener("step-timer-zero", () => this.#tick(), { signal });
    this.#open();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    Object.values(this.#timers).forEach(clearTimeout);
    this.#line?.close();
  }

  #open() {
    const address = new URL(`/live/${this.getAttribute("topic")}/`, window.location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const line = new WebSocket(address);
    this.#line = line;
    line.onopen = () => this.#opened();
    line.onmessage = ({ data }) => this.#heard(JSON.parse(data));
    line.onclose = () => line === this.#line && this.#lost();
  }

  #opened() {
    this.#tries = 0;
    this.#pings = 0;
    this.#lastHeard = performance.now();
    this.#ping();
  }

  #heard(message) {
    this.#lastHeard = performance.now();
    this.#found();
    if (typeof message.pong === "number") {
      measure(message.now, message.pong);
    }
    this.#compare(message.version);
  }

  #ping() {
    if (performance.now() - this.#lastHeard > 2 * PING_EVERY) {
      this.#line.close();
      this.#lost();
      return;
    }
    if (this.#line.readyState === WebSocket.OPEN) {
      this.#line.send(JSON.stringify({ ping: performance.now() }));
      this.#pings += 1;
    }
    this.#later("ping", this.#pings < PINGS_AT_FIRST ? 250 : PING_EVERY, () => this.#ping());
  }

  /** Full jitter: everybody who was dropped at once comes back at different times. */
  #lost() {
    this.#line = undefined;
    clearTimeout(this.#timers.ping);
    const wait = Math.random() * Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** this.#tries);
    this.#tries += 1;
    this.#later("open", Math.max(100, wait), () => this.#open());
    this.#timers.say ??= setTimeout(() => this.#sayLost(), SILENCE_BEFORE_SAYING);
    this.#timers.poll ??= setTimeout(() => this.#poll(), POLL_EVERY);
  }

  #sayLost() {
    const state = this.querySelector(".live__state");
    if (state) {
      state.hidden = false;
      announce(state.textContent);
    }
  }

  #found() {
    clearTimeout(this.#timers.say);
    clearTimeout(this.#timers.poll);
    this.#timers.say = undefined;
    this.#timers.poll = undefined;
    this.querySelector(".live__state")?.setAttribute("hidden", "");
  }

  async #poll() {
    const asked = performance.now();
    try {
      const answer = await fetch(`${this.getAttribute("url")}?since=${this.#shown}`, {
        headers: { accept: "application/json" },
        signal: AbortSignal.timeout(2 * POLL_EVERY),
      });
      const { version, now } = await answer.json();
      measure(now, asked);
      this.#compare(version);
      this.querySelector(".live__state")?.setAttribute("hidden", "");
    } catch {
      // Still away; the next question comes anyway.
    }
    if (!this.#line || this.#line.readyState !== WebSocket.OPEN) {
      this.#timers.poll = setTimeout(() => this.#poll(), POLL_EVERY);
    }
  }

  /** The page was hidden, asleep or without a network: look at once. */
  #comeBack() {
    doubt();
    this.#tick();
    if (this.#line?.readyState === WebSocket.OPEN) {
      this.#pings = 0;
      this.#later("ping", 0, () => this.#ping());
    } else {
      this.#tries = 0;
      this.#later("open", 0, () => {
        this.#line?.close();
        this.#open();
      });
    }
  }

  #compare(version) {
    if (typeof version === "number" && version > this.#shown) {
      this.#tick();
    }
  }

  get #shown() {
    return Number(document.getElementById("stage")?.dataset.version ?? this.getAttribute("version"));
  }

  #tick() {
    document.body.dispatchEvent(new CustomEvent("tick"));
  }

  #later(name, wait, then) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(then, wait);
  }
}
