/**
 * Keeps what is typed into a field on the server as it is written: less than two seconds of it can
 * be lost, and nothing stays in the browser.
 *
 * `send(text)` says what came of it: "saved", "refused" (no use trying again) or "lost".
 * `say(state)` shows "saved" or "waiting".
 */
const PAUSE = 700; // after the last key
const LONGEST = 1700; // since the first key that is not saved yet
const AGAIN = 3000;

export class Autosave {
  #field;
  #send;
  #say;
  #timer;
  #since;
  #saving = false;
  #leaving = new AbortController();

  constructor(field, { send, say }) {
    this.#field = field;
    this.#send = send;
    this.#say = say;
    const { signal } = this.#leaving;
    const now = () => this.#since && this.save();
    field.addEventListener("input", () => this.#soon(), { signal });
    window.addEventListener("online", now, { signal });
    document.addEventListener("visibilitychange", now, { signal });
    window.addEventListener("pagehide", now, { signal });
  }

  /** What was typed is somebody else's business now. */
  forget() {
    clearTimeout(this.#timer);
    this.#since = undefined;
  }

  end() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  async save() {
    clearTimeout(this.#timer);
    this.#since ??= performance.now();
    if (this.#saving && document.visibilityState === "visible") {
      this.#timer = setTimeout(() => this.save(), 200);
      return;
    }
    const text = this.#field.value;
    this.#saving = true;
    const came = await this.#send(text);
    this.#saving = false;
    if (came === "lost") {
      this.#say("waiting");
      this.#timer = setTimeout(() => this.save(), AGAIN);
    } else if (came === "refused" || this.#since === undefined) {
      this.forget();
    } else if (this.#field.value === text) {
      this.#since = undefined;
      this.#say("saved");
    } else {
      this.#soon();
    }
  }

  #soon() {
    this.#since ??= performance.now();
    const waited = performance.now() - this.#since;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, LONGEST - waited)));
  }
}

/** Post these fields beside the page. The stage is fresher than most forms, and so is its token. */
export async function post(address, body) {
  const fresh = document.querySelector("#below form.move [name=csrfmiddlewaretoken]");
  if (fresh) {
    body.set("csrfmiddlewaretoken", fresh.value);
  }
  try {
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { accept: "application/json" },
      keepalive: (body.get("text") ?? "").length < 10_000,
      redirect: "error",
    });
    if (answer.ok) {
      return "saved";
    }
    return answer.status === 409 ? "refused" : "lost";
  } catch {
    return "lost";
  }
}
