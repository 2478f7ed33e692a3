/** Takes a code however it is typed: small letters, spaces, hyphens. It submits nothing by itself. */
export class ShortCode extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this.#tidy);
    this.closest("form")?.addEventListener("submit", this.#tidy);
  }

  #tidy = () => {
    const field = this.querySelector("input");
    if (field) {
      field.value = field.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
    }
  };
}
