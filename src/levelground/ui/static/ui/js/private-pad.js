/** A place for a thought that only its writer ever sees. Kept on the server as it is written. */
import { announce } from "./announce.js";
import { Autosave, post } from "./autosave.js";

export class PrivatePad extends HTMLElement {
  #autosave;
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#autosave = new Autosave(this.#field, {
      send: (text) => this.#send(text),
      say: (state) => this.#say(state),
    });
    this.addEventListener("submit", (event) => this.#submitted(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#autosave.end();
  }

  /** Put words here that would otherwise be lost. */
  park(words) {
    this.#field.value = [this.#field.value.trimEnd(), words].filter(Boolean).join("\n\n");
    announce(this.getAttribute("say-parked"));
    this.#autosave.save();
    this.#say("parked");
  }

  get #field() {
    return this.querySelector("textarea");
  }

  #submitted(event) {
    event.preventDefault();
    this.#autosave.save();
  }

  #send(text) {
    const form = this.querySelector("form");
    const body = new FormData(form);
    body.set("text", text);
    return post(form.action, body);
  }

  #say(state) {
    const place = this.querySelector("[data-state]");
    if (place) {
      place.textContent = this.getAttribute(`say-${state}`);
    }
  }
}
