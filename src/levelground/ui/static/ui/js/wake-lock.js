/** Keeps the screen awake while the session is in sight. Where a phone will not, nothing breaks. */
export class WakeLock extends HTMLElement {
  #lock;
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    document.addEventListener("visibilitychange", () => this.#hold(), { signal });
    this.#hold();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#lock?.release();
  }

  async #hold() {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) {
      return;
    }
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      this.#lock = undefined; // little battery, or not allowed
    }
  }
}
