/**
 * One soft low tone when the step changes, two when a silence begins; a short vibration where
 * there is no sound. Both go off, and stay off, with one touch.
 */
const KEPT = "levelground-sound"; // a preference, no content
const PITCH = 196;
const LOUDNESS = 0.16;

export class SoftSound extends HTMLElement {
  #sound;
  #leaving;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.querySelector("button")?.addEventListener("click", () => this.#turn(), { signal });
    document.body.addEventListener("step-changed", (event) => this.#play(event.detail.word), { signal });
    // A browser lets a page sound only after its reader has touched it.
    for (const touch of ["pointerdown", "keydown"]) {
      document.addEventListener(touch, () => this.#wake(), { signal });
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#sound?.close();
  }

  get #isOn() {
    return window.localStorage.getItem(KEPT) !== "off";
  }

  #turn() {
    window.localStorage.setItem(KEPT, this.#isOn ? "off" : "on");
    this.#show();
    if (this.#isOn) {
      this.#play("");
    }
  }

  #show() {
    const button = this.querySelector("button");
    if (button) {
      button.textContent = this.getAttribute(this.#isOn ? "say-on" : "say-off");
      button.setAttribute("aria-pressed", String(this.#isOn));
    }
  }

  #wake() {
    if (this.#isOn && "AudioContext" in window) {
      this.#sound ??= new AudioContext();
      this.#sound.resume();
    }
  }

  #play(word) {
    if (!this.#isOn) {
      return;
    }
    const tones = word === "silence" ? 2 : 1;
    if (this.#sound?.state === "running") {
      for (let each = 0; each < tones; each += 1) {
        this.#tone(this.#sound.currentTime + each * 0.9);
      }
    } else if (navigator.userActivation?.hasBeenActive) {
      navigator.vibrate?.(tones === 2 ? [90, 250, 90] : [90]);
    }
  }

  #tone(at) {
    const tone = new OscillatorNode(this.#sound, { frequency: PITCH });
    const volume = new GainNode(this.#sound, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.06);
    volume.gain.exponentialRampToValueAtTime(0.0005, at + 1.1);
    tone.connect(volume).connect(this.#sound.destination);
    tone.start(at);
    tone.stop(at + 1.2);
  }
}
