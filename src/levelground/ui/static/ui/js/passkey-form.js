/**
 * Asks the browser to make a passkey (`create`) or to use one (`get`), puts its answer into the form
 * and sends that. Stays hidden where the browser knows no passkeys.
 */
export class PasskeyForm extends HTMLElement {
  #leaving;

  connectedCallback() {
    if (!window.PublicKeyCredential) {
      return;
    }
    this.#leaving = new AbortController();
    this.hidden = false;
    const form = this.querySelector("form");
    form.addEventListener("submit", this.#ask, { signal: this.#leaving.signal });
  }

  disconnectedCallback() {
    this.#leaving?.abort();
  }

  #ask = async (event) => {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    button.disabled = true;
    this.#say("");
    try {
      const options = await this.#options(form.elements.csrfmiddlewaretoken.value);
      if (options) {
        form.elements.credential.value = JSON.stringify(await this.#answer(options));
        form.submit();
      }
    } catch (failure) {
      const there = failure.name === "InvalidStateError";
      this.#say(there ? this.dataset.thereAlready : this.dataset.stopped);
    } finally {
      button.disabled = false;
    }
  };

  /** What the server asks for; nothing where it first wants something else, on another page. */
  async #options(token) {
    const headers = { "X-CSRFToken": token };
    const answer = await fetch(this.dataset.options, { method: "POST", headers });
    if (answer.redirected || !answer.ok) {
      window.location.assign(answer.redirected ? answer.url : window.location.href);
      return null;
    }
    return (await answer.json()).publicKey;
  }

  async #answer(options) {
    const ceremony = this.dataset.ceremony;
    const credential = await navigator.credentials[ceremony]({ publicKey: read(options) });
    return written(credential);
  }

  #say(words) {
    const notice = this.querySelector("[role=alert]");
    notice.textContent = words;
    notice.hidden = !words;
  }
}

/** The server's options, with bytes where the browser wants bytes. */
function read(options) {
  const keyed = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    excludeCredentials: keyed(options.excludeCredentials) ?? [],
    allowCredentials: keyed(options.allowCredentials) ?? [],
  };
}

/** The browser's answer as text, as WebAuthn writes it in JSON. */
function written({ id, rawId, type, response }) {
  const parts = {};
  for (const name of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    if (response[name]) {
      parts[name] = text(response[name]);
    }
  }
  return { id, rawId: text(rawId), type, response: parts };
}

function bytes(said) {
  const plain = atob(said.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
