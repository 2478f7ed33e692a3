/**
 * A place for a thought that only its writer ever sees. Kept on the server as it is written;
 * nothing stays in the browser.
 */
import { announce } from "./announce.js";

const PAUSE = 700; // after the last key
const LONGEST = 1700; // since the first key that is not saved yet
const AGAIN = 3000;

export class PrivatePad extends HTMLElement {
  #timer;
  #since;
  #saving = false;
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("input", () => this.#soon(), { signal });
    this.addEventListener("submit", (event) => this.#submitted(event), { signal });
    window.addEventListener("online", () => this.#since && this.#save(), { signal });
    document.addEventListener("visibilitychange", () => this.#since && this.#save(), { signal });
    window.addEventListener("pagehide", () => this.#since && this.#save(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  /** Put words here that would otherwise be lost. */
  park(words) {
    this.#field.value = [this.#field.value.trimEnd(), words].filter(Boolean).join("\n\n");
    announce(this.getAttribute("say-parked"));
    this.#save();
    this.#say("parked");
  }

  get #form() {
    return this.querySelector("form");
  }

  get #field() {
    return this.querySelector("textarea");
  }

  #submitted(event) {
    event.preventDefault();
    this.#save();
  }

  #soon() {
    this.#since ??= performance.now();
    const waited = performance.now() - this.#since;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), Math.max(0, Math.min(PAUSE, LONGEST - waited)));
  }

  async #save() {
    clearTimeout(this.#timer);
    this.#since ??= performance.now();
    if (this.#saving && document.visibilityState === "visible") {
      this.#timer = setTimeout(() => this.#save(), 200);
      return;
    }
    const text = this.#field.value;
    this.#saving = true;
    const saved = await this.#send(text);
    this.#saving = false;
    if (!saved) {
      this.#say("waiting");
      this.#timer = setTimeout(() => this.#save(), AGAIN);
    } else if (this.#field.value === text) {
      this.#since = undefined;
      this.#say("saved");
    } else {
      this.#soon();
    }
  }

  async #send(text) {
    const body = new FormData(this.#form);
    body.set("text", text);
    // The stage is fresher than this form, and so is its token.
    const fresh = document.querySelector("#below form.move [name=csrfmiddlewaretoken]");
    body.set("csrfmiddlewaretoken", fresh?.value ?? body.get("csrfmiddlewaretoken"));
    try {
      const answer = await fetch(this.#form.action, {
        method: "POST",
        body,
        headers: { accept: "application/json" },
        keepalive: text.length < 10_000,
        redirect: "error",
      });
      return answer.ok;
    } catch {
      return false;
    }
  }

  #say(state) {
    const place = this.querySelector("[data-state]");
    if (place) {
      place.textContent = this.getAttribute(`say-${state}`);
    }
  }
}
