"""A member's phone: a browser of its own, and a witness of what happens on it.

It remembers every version its page showed, every announcement, every button that was sent and
every fault that the browser reported.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.faults.client import Page as Seen
from tests.faults.client import read_page
from tests.faults.world import Person
from tests.history import Operation, Read

SIZE = {"width": 390, "height": 844}
PATIENCE = 30_000  # for what certainly comes, on a busy machine
AXE = (Path(__file__).parents[1] / "vendor" / "axe-4.14.1.min.js").read_text()

WITNESS = """() => {
  const now = () => performance.timeOrigin + performance.now();
  const tell = (kind, what) => window.witness?.(JSON.stringify([kind, what, now()]));
  document.addEventListener("securitypolicyviolation", (event) =>
    tell("violation", `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
  let shown;
  const look = () => {
    const version = document.getElementById("stage")?.dataset.version;
    if (version && version !== shown) { shown = version; tell("version", Number(version)); }
  };
  const watch = () => {
    look();
    new MutationObserver(look).observe(document.documentElement,
      { subtree: true, childList: true, attributes: true, attributeFilter: ["data-version"] });
    for (const region of document.querySelectorAll("[role=status], [aria-live]")) {
      new MutationObserver(() => region.textContent.trim() && tell("said", region.textContent.trim()))
        .observe(region, { childList: true, characterData: true, subtree: true });
    }
  };
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", watch);
  } else {
    watch();
  }
}"""
SKEW = "(() => { const real = Date.now; Date.now = () => real.call(Date) + %d; })()"
EXPECTED = re.compile(
    r"Failed to load resource|WebSocket connection to|net::ERR_|htmx:\w+|Response Status Error"
)
OF_AXE = re.compile(r"inline style|style-src(-elem|-attr)? inline|preload assets")
MODES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


class Phone:
    """A browser context with one page, and a record of it."""

    def __init__(self, browser: Any, base: str, *, person: Person | None = None, skew: int = 0):
        self.base, self.person = base, person
        self.context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
        self.context.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.said: list[tuple[float, str]] = []
        self.versions: list[tuple[float, int]] = []
        self.operations: list[Operation] = []
        self._excused = False
        self._examined = False
        self.context.expose_binding("witness", self._hear)
        self.context.add_init_script(f"({WITNESS})()")
        if skew:
            self.context.add_init_script(SKEW % skew)
        if person:
            self.context.add_cookies([{"name": "session", "value": person.cookie, "url": base}])
        self.page = self.context.new_page()
        self.page.on("console", self._hear_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("websocket", lambda line: self._note_address(line.url))
        self.page.on("requestfinished", self._note_answer)
        self.page.on("requestfailed", self._note_failure)

    @property
    def name(self) -> str:
        return self.person.name if self.person else "somebody"

    # ── what it does ──

    def go(self, path: str) -> Any:
        self._examined = False
        return self.page.goto(self.base + path)

    def make(self, button: str, *, twice: bool = False) -> None:
        """Press the button of a move, and wait until the server has answered."""
        with self.page.expect_response("**/moves/"):
            self.press(button, twice=twice)

    def press(self, button: str, *, twice: bool = False) -> None:
        """Press the button of a move, which may be folded away."""
        where = self.page.locator(f"#do-{button}")
        where.wait_for(state="attached")
        self.page.evaluate(
            "(id) => { const fold = document.getElementById(id).closest('details');"
            "if (fold) fold.open = true; }",
            f"do-{button}",
        )
        if twice:
            where.dblclick()
        else:
            where.click()

    def write(self, kind: str, text: str) -> None:
        self.page.fill(f"#write-{kind}-text", text)
        self.page.click(f"#keep-{kind}")
        self.page.wait_for_function(
            "([id, text]) => document.getElementById(id)?.value !== text",
            arg=[f"write-{kind}-text", text],
        )

    def choose(self, process: str) -> None:
        """Pick a way of working from the list, the short one or the long."""
        self.page.wait_for_selector("#do-propose-process")
        fold = self.page.locator(f"#more-ways:has(#process-{process}) summary")
        if fold.count():
            fold.click()
        self.page.check(f"#process-{process}")

    def wait_for_step(self, name: str) -> None:
        self.wait_until(
            "(name) => document.querySelector('.stage__top, .room__top')?.textContent.includes(name)",
            name,
        )

    def wait_for_word(self, word: str) -> None:
        self.wait_until(
            "(word) => document.getElementById('word')?.textContent.includes(word)", word
        )

    def wait_for_version(self, version: int) -> None:
        self.wait_until(
            "(version) => Number(document.getElementById('stage')?.dataset.version) >= version",
            version,
        )

    def wait_until(self, holds: str, arg: Any = None) -> None:
        """Until a function of JavaScript says so. Says what the page shows if it never does."""
        try:
            self.page.wait_for_function(holds, arg=arg)
        except Exception as late:
            shown = re.sub(r"\s+", " ", self.page.inner_text("main"))[:700]
            story = f"{self.name} waited for {arg!r} at {self.page.url} and saw: {shown}"
            raise AssertionError(f"{story} {self.faults}") from late

    def has(self, button: str) -> bool:
        return bool(self.page.locator(f"#do-{button}").count())

    def close(self) -> None:
        self.context.close()

    # ── what it shows ──

    @property
    def version(self) -> int:
        return int(self.page.get_attribute("#stage", "data-version"))

    def seen(self) -> Seen:
        """What the page shows now, as the judge reads it."""
        shown = self.page.evaluate("() => document.getElementById('stage').outerHTML")
        now = time.monotonic()
        return read_page(shown, sent=now, answered=now)

    def server_time_offset(self) -> float:
        """How far (ms) this page's idea of the server's time is from the time here."""
        clock = "async () => { window.clock ??= await import('/static/ui/js/clock.js'); return window.clock.serverNow(); }"
        tries = []
        for _try in range(8):
            asked = time.time() * 1000
            found = float(self.page.evaluate(clock))
            heard = time.time() * 1000
            tries.append((heard - asked, found - (asked + heard) / 2))
        return min(tries)[1]  # the quickest answer says it most exactly

    def seconds_left(self) -> float:
        """By the page's own reckoning."""
        return float(
            self.page.evaluate(
                "async () => (Date.parse(document.querySelector('step-timer').getAttribute('ends-at'))"
                " - (await import('/static/ui/js/clock.js')).serverNow()) / 1000"
            )
        )

    def face(self) -> int:
        """The seconds that stand on the clock's face."""
        minutes, seconds = self.page.inner_text("[data-time]").split(":")
        return int(minutes) * 60 + int(seconds)

    # ── what it witnesses ──

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """The browser may report that it cannot reach the server."""
        self._excused = True
        yield
        self._excused = False

    def reads(self) -> list[Read]:
        """Every version the page showed. It may have been fetched a good while before."""
        ahead = time.time() - time.monotonic()
        return [
            Read(client=self.name, sent=0.0, answered=at / 1000 - ahead, version=version)
            for at, version in self.versions
        ]

    def went_back(self) -> list[str]:
        """Every time when the page showed less than it had shown before."""
        return [
            f"{self.name} showed {later} after {sooner}"
            for (_at, sooner), (_later_at, later) in zip(
                self.versions, self.versions[1:], strict=False
            )
            if later < sooner
        ]

    def _hear(self, _source: Any, told: str) -> None:
        kind, what, at = json.loads(told)
        if kind == "violation":
            self._report(f"policy: {what}")
        elif kind == "said":
            self.said.append((at, what))
        else:
            self.versions.append((at, what))

    def _hear_console(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        refused = re.search(r"status of (409|422|404|403)", message.text)
        if refused or (self._excused and EXPECTED.search(message.text)):
            return
        self._report(f"console: {message.text}")

    def _report(self, fault: str) -> None:
        """The styles that axe tries out for itself are refused, rightly, and that may be told late."""
        if not (self._examined and OF_AXE.search(fault)):
            self.faults.append(fault)

    def _note_request(self, request: Any) -> None:
        self._note_address(request.url)

    def _note_address(self, url: str) -> None:
        ours = urlsplit(self.base).netloc
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != ours:
            self.faults.append(f"elsewhere: {url}")

    def _note_answer(self, request: Any) -> None:
        if request.method == "POST" and "/moves/" in request.url:
            response = request.response()
            self._note(request, response.status if response else None)

    def _note_failure(self, request: Any) -> None:
        if request.method == "POST" and "/moves/" in request.url:
            self._note(request, None)

    def _note(self, request: Any, status: int | None) -> None:
        fields = parse_qs(request.post_data or "")
        timing = request.timing
        ahead = time.time() - time.monotonic()
        sent = timing["startTime"] / 1000 - ahead
        done = {200: "done", 409: "refused", 422: "refused"}.get(status or 0, "unknown")
        self.operations.append(
            Operation(
                client=self.name,
                name=fields["move"][0],
                key=fields["key"][0],
                sent=sent,
                answered=sent + max(0.0, timing["responseStart"]) / 1000 if status else None,
                outcome=done,  # type: ignore[arg-type]  # one of the three
            )
        )


# ── what must hold for every page ──


def axe_faults(phone: Phone, *, forced: bool = False) -> list[str]:
    """What axe finds at levels A and AA.

    In forced colours it reads the colours that the browser has replaced, so it is not asked.
    """
    page, phone._examined = phone.page, True
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "async () => (await window.axe.run(document, {runOnly: {type: 'tag', values:"
        "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}, resultTypes: ['violations'],"
        f"preload: false, rules: {{'color-contrast': {{enabled: {str(not forced).lower()}}}}}}}))"
        ".violations.map((one) => `${one.id}: ${one.nodes.map((n) => n.target).join(' ')}`)"
    )
    return [str(fault) for fault in found]


def in_every_mode(phone: Phone, where: str) -> list[str]:
    """A1: light, dark, forced colours, text at 200 %, 320 pixels."""
    page, found = phone.page, []
    for mode, media in MODES.items():
        page.emulate_media(**media)
        found += [
            f"{where}, {mode}: {fault}" for fault in axe_faults(phone, forced="forced" in mode)
        ]
        page.emulate_media(color_scheme="light", forced_colors="none")
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    found += [f"{where}, 200 %: {fault}" for fault in (*axe_faults(phone), *_sideways(page))]
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"{where}, 320: {fault}" for fault in (*axe_faults(phone), *_sideways(page))]
    page.set_viewport_size(SIZE)
    return found


def _sideways(page: Any) -> list[str]:
    wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return [f"scrolls sideways by {wide}"] if wide > 0 else []


COVERED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const box = one.getBoundingClientRect();
  if (box.bottom < 0 || box.top > innerHeight) return `out of sight: ${one.outerHTML.slice(0, 90)}`;
  const x = Math.min(Math.max(box.x + Math.min(20, box.width / 2), 1), innerWidth - 1);
  const y = Math.min(Math.max(box.y + Math.min(20, box.height / 2), 1), innerHeight - 1);
  const there = document.elementFromPoint(x, y);
  return one.contains(there) || there?.contains(one) ? "" : `covered: ${one.outerHTML.slice(0, 90)}`;
}"""


def hidden_focus(page: Any, *, steps: int = 40) -> list[str]:
    """A5: whatever Tab reaches can be seen."""
    page.evaluate("() => document.activeElement?.blur()")
    found: list[str] = []
    for _step in range(steps):
        page.keyboard.press("Tab")
        if fault := page.evaluate(COVERED):
            found.append(str(fault))
    return found
