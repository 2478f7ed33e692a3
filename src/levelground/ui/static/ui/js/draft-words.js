/**
 * Half-written words of a step, kept for their writer alone until they press the button.
 *
 * <draft-words url="/sessions/7/draft/"> around the form that keeps them.
 */
import { Autosave, post } from "./autosave.js";

export class DraftWords extends HTMLElement {
  #autosave;
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    this.#autosave = new Autosave(this.querySelector("textarea"), {
      send: (text) => this.#send(text),
      say: (state) => this.#say(this.getAttribute(`say-${state}`)),
    });
    this.addEventListener("submit", () => this.#kept(), { signal: this.#leaving.signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#autosave.end();
  }

  #kept() {
    this.#autosave.forget();
    this.#say("");
  }

  #send(text) {
    const body = new FormData();
    body.set("kind", this.querySelector("[name=kind]").value);
    body.set("text", text);
    return post(this.getAttribute("url"), body);
  }

  #say(words) {
    this.querySelector("[data-state]").textContent = words;
  }
}
