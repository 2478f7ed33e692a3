/**
 * Proposes the zone of this device beside a choice of zones. It is told to nobody until somebody
 * takes it and sends the form.
 */
export class OwnTimeZone extends HTMLElement {
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const choice = this.querySelector("select");
    const proposal = this.querySelector(".field__proposal");
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const there = [...choice.options].find((option) => option.value === zone);
    if (!there || choice.value === zone) {
      return;
    }
    proposal.querySelector("[data-place]").textContent = there.textContent;
    proposal.hidden = false;
    const settle = () => {
      proposal.hidden = choice.value === zone;
    };
    const take = () => {
      choice.value = zone;
      choice.focus();
      settle();
    };
    proposal.querySelector("button").addEventListener("click", take, { signal });
    choice.addEventListener("change", settle, { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }
}
