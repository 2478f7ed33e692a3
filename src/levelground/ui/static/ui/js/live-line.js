/**
 * One WebSocket that comes back by itself. It carries version numbers and the server's time.
 *
 * `heard(message)` for each message, `lost()` when the line breaks, `shutOut()` when the server says
 * that this page may not listen. Everybody who was dropped at once comes back at different times:
 * full jitter.
 */
import { measure } from "./clock.js";

const LONGEST_WAIT = 8000;
const SHORTEST_WAIT = 250;
const PING_EVERY = 10_000;
const PINGS_AT_FIRST = 5; // to learn the server's clock, the best of several
const SHUT_OUT = [4401, 4403, 4404]; // signed out, not a member, no such session: see docs/LIVE.md
const ASKED_TO_WAIT = [4400, 4429, 1009]; // too many lines or messages: not before the page wakes

export class LiveLine {
  #address;
  #tell;
  #line;
  #tries = 0;
  #pings = 0;
  #heardAt = 0;
  #next;
  #ended = false;

  constructor(path, tell) {
    this.#address = new URL(path, window.location.href);
    this.#address.protocol = this.#address.protocol.replace("http", "ws");
    this.#tell = tell;
    this.#open();
  }

  get isOpen() {
    return this.#line?.readyState === WebSocket.OPEN;
  }

  /** The page was away: ask at once whether the line still holds, or open it anew. */
  wake() {
    this.#pings = 0;
    this.#tries = 0;
    if (this.isOpen) {
      this.#heardAt = performance.now();
      this.#ping();
    } else {
      this.#open();
    }
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#next);
    this.#line?.close();
  }

  #open() {
    clearTimeout(this.#next);
    this.#line?.close();
    const line = new WebSocket(this.#address);
    this.#line = line;
    line.onopen = () => this.#opened();
    line.onmessage = ({ data }) => this.#heard(JSON.parse(data));
    line.onclose = ({ code }) => line === this.#line && this.#closed(code);
  }

  #opened() {
    this.#pings = 0;
    this.#heardAt = performance.now();
    this.#ping();
  }

  #heard(message) {
    this.#heardAt = performance.now();
    this.#tries = 0; // not at opening: a line may be opened and shut at once
    if (typeof message.pong === "number") {
      measure(message.now, message.pong);
    }
    this.#tell.heard(message);
  }

  #ping() {
    clearTimeout(this.#next);
    if (performance.now() - this.#heardAt > 2 * PING_EVERY) {
      this.#lost(); // a line that is open but dead
      return;
    }
    if (this.isOpen) {
      this.#line.send(JSON.stringify({ ping: performance.now() }));
      this.#pings += 1;
    }
    this.#next = setTimeout(() => this.#ping(), this.#pings < PINGS_AT_FIRST ? 250 : PING_EVERY);
  }

  #closed(code) {
    if (SHUT_OUT.includes(code)) {
      this.end();
      this.#tell.shutOut();
    } else if (ASKED_TO_WAIT.includes(code)) {
      clearTimeout(this.#next);
      this.#tell.lost();
    } else {
      this.#lost();
    }
  }

  #lost() {
    if (this.#ended) {
      return;
    }
    clearTimeout(this.#next);
    const wait = Math.random() * Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** this.#tries);
    this.#tries += 1;
    this.#next = setTimeout(() => this.#open(), Math.max(100, wait));
    this.#tell.lost();
  }
}
