/**
 * One WebSocket that comes back by itself. It carries version numbers and the server's time.
 *
 * `heard(message)` for each message, `lost()` when the line breaks. Everybody who was dropped at
 * once comes back at different times: full jitter.
 */
import { measure } from "./clock.js";

const LONGEST_WAIT = 8000;
const SHORTEST_WAIT = 250;
const PING_EVERY = 10_000;
const PINGS_AT_FIRST = 5; // to learn the server's clock, the best of several

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
    line.onclose = () => line === this.#line && this.#lost();
  }

  #opened() {
    this.#tries = 0;
    this.#pings = 0;
    this.#heardAt = performance.now();
    this.#ping();
  }

  #heard(message) {
    this.#heardAt = performance.now();
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
