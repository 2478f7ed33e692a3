/**
 * Lets a person be taken by their name and dropped on a group or on another person. It is the same
 * as the links and buttons beside them: picking somebody up fetches the board that says what each
 * place would do, and a drop presses the button of that place.
 */
import { announce } from "../../ui/js/announce.js";

const FAR_ENOUGH = 8; // pixels before a press becomes a drag
const EDGE = 56; // pixels from the edge of the window where the page begins to move
const STRIDE = 14;

export class DragPeople extends HTMLElement {
  #leaving;
  #drag;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    document.addEventListener("pointermove", (event) => this.#move(event), { signal });
    document.addEventListener("pointerup", () => this.#drop(), { signal });
    document.addEventListener("pointercancel", () => this.#end(), { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#leave(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#end();
  }

  #press(event) {
    const name = event.target.closest?.(".person-row__name");
    const row = name?.closest("[data-person]");
    const link = row?.querySelector("[data-pick]");
    if (link && event.isPrimary && event.button === 0) {
      event.preventDefault(); // no text is chosen while somebody is moved
      this.#drag = { name: name.textContent.trim(), link, x: event.clientX, y: event.clientY };
    }
  }

  #move({ clientX, clientY }) {
    const drag = this.#drag;
    if (!drag) {
      return;
    }
    if (!drag.label && Math.hypot(clientX - drag.x, clientY - drag.y) > FAR_ENOUGH) {
      this.#pickUp();
    }
    if (drag.label) {
      this.#over(clientX, clientY);
      if (clientY < EDGE || clientY > innerHeight - EDGE) {
        window.scrollBy(0, clientY < EDGE ? -STRIDE : STRIDE);
      }
    }
  }

  #pickUp() {
    const drag = this.#drag;
    drag.label = document.createElement("div");
    drag.label.className = "dragged";
    drag.label.textContent = drag.name;
    document.body.append(drag.label);
    this.classList.add("is-dragging");
    drag.ready = this.#show(drag.link.href);
  }

  /** The board with somebody picked, from the same address as the link. */
  async #show(address) {
    const answer = await fetch(address, { headers: { "hx-request": "true" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(this.id);
    if (answer.ok && fresh && this.isConnected) {
      this.replaceChildren(...fresh.childNodes);
    }
  }

  #over(x, y) {
    const drag = this.#drag;
    const place = document.elementFromPoint(x, y)?.closest("[data-drop]");
    if (place !== drag.place) {
      drag.place?.classList.remove("is-under");
      place?.classList.add("is-under");
      drag.place = place;
      const does = place && document.getElementById(`${place.dataset.drop}-does`);
      drag.label.textContent = does ? `${drag.name}: ${does.textContent.trim()}` : drag.name;
      announce(does?.textContent.trim());
    }
    const { offsetWidth, offsetHeight } = drag.label;
    drag.label.style.left = `${Math.max(0, Math.min(x + 12, innerWidth - offsetWidth))}px`;
    drag.label.style.top = `${Math.max(0, Math.min(y + 12, innerHeight - offsetHeight))}px`;
  }

  async #drop() {
    const drag = this.#drag;
    if (drag?.label) {
      const form = drag.place && document.getElementById(drag.place.dataset.drop);
      this.#end();
      await drag.ready;
      form?.requestSubmit();
    }
    this.#drag = undefined;
  }

  #leave() {
    const cancel = this.querySelector("[data-cancel]");
    this.#end();
    cancel?.click();
  }

  #end() {
    this.#drag?.label?.remove();
    this.#drag?.place?.classList.remove("is-under");
    this.#drag = undefined;
    this.classList.remove("is-dragging");
  }
}

customElements.define("drag-people", DragPeople);
