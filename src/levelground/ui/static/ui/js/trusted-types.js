// Loaded first. Whatever turns a string into part of a page passes here: markup that could run
// is refused, and so is every script. Where a browser has no Trusted Types, the policy of
// the server's header still holds.
(() => {
  const TAG = /<[a-z!/](?:"[^"]*"|'[^']*'|[^"'>])*>?/gi;
  const VALUE = /=\s*(?:"[^"]*"|'[^']*')/g;
  const RUNS = /^<(?:script|iframe|object|embed|base|meta|link)[\s/>]/i;
  const HANDLER = /[\s"'/]on[a-z]+\s*=/i;
  const NESTED = /\ssrcdoc\s*=/i;
  const SCHEME = /(?:href|src|action|formaction|data)\s*=\s*["']?\s*(?:javascript|data|vbscript)\s*:/i;

  /** Looks at tags only, and at names of attributes only: people may write “on =” in their words. */
  function mayRun(tag) {
    const names = tag.replace(VALUE, "=");
    return RUNS.test(tag) || HANDLER.test(names) || NESTED.test(names) || SCHEME.test(tag);
  }

  function markup(text) {
    if ((text.match(TAG) ?? []).some(mayRun)) {
      throw new TypeError("This page takes no scripts in its content.");
    }
    return text;
  }

  function nothing() {
    throw new TypeError("This page makes no scripts out of text.");
  }

  window.trustedTypes?.createPolicy("default", {
    createHTML: markup,
    createScript: nothing,
    createScriptURL: nothing,
  });
})();
