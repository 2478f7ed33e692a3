"""A group of five meets three times and then looks at itself; Ben lives through it in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.faults import world
from tests.faults.client import Page
from tests.faults.server import Seed
from tests.journeys.others import Others
from tests.journeys.phone import Phone, in_every_mode

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]

ADA, BEN, CAI, HANA, TAMA = range(5)
PROCESS = "respond-in-turn"
PROMISE = "Ask Mere for the plan"
KEEP = "The silence before we answer"
DECIDED = "We go on, and meet every third week"
TOP = re.compile(r'class="stage__top">\s*<p>\s*(.*?)\s*·', re.DOTALL)
WORDS_A_SECOND, KEYS_A_SECOND, A_TAP = 4, 3, 1.5  # of a person with a phone who does not hurry
A_MINUTE = 60
SEEN_OF = """(form) => {
  const seen = form.cloneNode(true);
  seen.querySelectorAll(".unseen, input, textarea").forEach((one) => one.remove());
  return seen.textContent;
}"""
MANY = 200  # moves; no session takes so many


class Five:
    """Ben has a browser. The others press over HTTP what the session asks of them."""

    def __init__(self, browser: Any, server: Seed) -> None:
        self.server, self.group = server, server.world.groups[0]
        base = f"http://127.0.0.1:{server.port}"
        self.ben = Phone(browser, base, person=self.group.people[BEN])
        self.presenter: int | None = None
        self._others: Others | None = None

    @property
    def others(self) -> Others:
        assert self._others is not None, "Nobody has come in."
        return self._others

    def come_in(self, session: int) -> None:
        """Everybody is there, and the session begins."""
        self.leave()
        self.presenter = None
        self._others = Others(self.group, session, self.server.port)
        self.ben.go(f"/sessions/{session}/")
        self.ben.make("join")
        self.others.all_do("join", but=BEN)
        self.others.does(ADA, "open")

    def agree_on(self, presenter: int) -> None:
        """Who presents, and how they work; the presenter is asked too."""
        self.presenter = presenter
        self.go_on_to("Bring")
        self.does(presenter, "offer")
        self.others.does(CAI, "propose-presenters", presenters=str(self._member(presenter)))
        self.all_do("yes")
        self.go_on_to("Choose")
        self.others.does(CAI, "propose-process", process=PROCESS)
        self.all_do("yes")

    def go_on_to(self, step: str) -> None:
        """As reasonable members would."""
        self._go_on_until(lambda page: _step(page) == step, step)
        self.ben.wait_for_version(self.others.version)

    def close(self) -> None:
        """On to the end of the session."""
        self._go_on_until(lambda page: page.data["word"] == "closed", "the close")
        self.ben.wait_for_word("closed")

    def does(self, who: int, name: str) -> None:
        if who == BEN:
            self.ben.wait_for_version(self.others.version)
            self.ben.make(name)
        else:
            self.others.does(who, name)

    def all_do(self, name: str) -> None:
        """Ben first. Once enough have done it, it is too late for the rest."""
        self.ben.wait_for_version(self.others.version)
        if self.ben.has(name):
            self.ben.make(name)
        for who in (ADA, CAI, HANA, TAMA):
            self.others.press(who, name)

    def leave(self) -> None:
        if self._others is not None:
            self._others.close()
            self._others = None

    def _go_on_until(self, there: Callable[[Page], bool], where: str) -> None:
        page = self.others.look(ADA)
        for _move in range(MANY):
            if there(page):
                return
            self._go_on(page)
            page = self.others.look(ADA)
        raise AssertionError(f"They never came to {where} and are at {_step(page)!r}")

    def _go_on(self, page: Page) -> None:
        """A turn ends, all are ready, the presenter has done, or all agree to move on."""
        may = {button.name for button in page.buttons}
        if page.data["asked"].split(" ")[0]:
            self.all_do("yes")
        elif page.data["turn"]:
            members = [person.member for person in self.group.people]
            self.does(members.index(int(page.data["turn"])), "done")
        elif "ready" in may:
            self.all_do("ready")
        elif self.presenter is not None and page.data["word"] != "silence":
            self.does(self.presenter, "done")
        else:
            self.others.does(ADA, "propose-move-on")

    def _member(self, who: int) -> int:
        return self.group.people[who].member


@pytest.fixture
def five(browser: Any, tmp_path: Any) -> Iterator[Five]:
    made = world.make(tmp_path / "var", sessions=3, frame="meeting")
    server = Seed(made)
    server.start()
    group = Five(browser, server)
    yield group
    group.leave()
    group.ben.close()
    server.stop()


def test_three_sessions_and_a_review(five: Five):
    first, second, third = five.group.sessions
    faults = [
        *the_first(five, first),
        *the_second(five, second),
        *the_third(five, third),
        *the_review(five, plan_review(five.ben)),
        *the_picture(five),
    ]
    found = faults + five.ben.faults
    assert not found, "\n".join(found)


def the_first(five: Five, session: int) -> list[str]:
    """Ben presents, and promises something. Three of them say whether it was worth it."""
    ben = five.ben
    five.come_in(session)
    five.agree_on(BEN)
    five.go_on_to("Next")
    promise(ben)
    five.go_on_to("Worth it?")
    rate(ben, 4, presented=True)
    others_rate(five, {ADA: 3, CAI: 3})
    faults = in_every_mode(ben, "worth it")
    five.close()

    said = ben.page.inner_text("#worth-of-all")
    assert "It changed the question" in said
    assert "in the middle" not in said, "three answers are no figure"
    assert picture(ben) == {}
    return faults


def the_second(five: Five, session: int) -> list[str]:
    """It begins with what Ben promised. All five say whether it was worth it."""
    ben = five.ben
    five.come_in(session)
    five.go_on_to("Last time")
    say_done(ben)
    faults = in_every_mode(ben, "last time")
    five.agree_on(CAI)
    five.go_on_to("Worth it?")
    rate(ben, 3)
    others_rate(five, {ADA: 3, CAI: 3, HANA: 4, TAMA: 4})
    five.close()

    said = ben.page.inner_text("#worth-of-all")
    assert "5 answers, in the middle 3 of 4" in said
    assert KEEP in said
    faults += in_every_mode(ben, "closed")
    ben.go("/groups/1/")
    assert not proposes_a_review(ben), "two sessions are too few"
    return faults


def the_third(five: Five, session: int) -> list[str]:
    five.come_in(session)
    five.agree_on(ADA)
    five.go_on_to("Worth it?")
    rate(five.ben, 4)
    others_rate(five, {ADA: 4, CAI: 4, HANA: 4, TAMA: 3})
    five.close()

    five.ben.go("/groups/1/")
    assert proposes_a_review(five.ben)
    return in_every_mode(five.ben, "time for a review")


def the_review(five: Five, session: int) -> list[str]:
    """Nobody presents; they look at their picture, and decide."""
    ben = five.ben
    five.come_in(session)
    five.go_on_to("Numbers")
    assert "of 4 so far" in ben.page.inner_text("#our-numbers")
    assert KEEP in ben.page.inner_text("#our-lines")
    faults = in_every_mode(ben, "numbers")
    five.go_on_to("Agreement")
    assert ben.page.get_attribute("#our-agreement", "href") == "/groups/1/agreement/"
    five.go_on_to("Decide")
    ben.write("takeaway", DECIDED)
    ben.page.wait_for_selector(f"#outputs >> text={DECIDED}")
    faults += in_every_mode(ben, "decide")
    five.go_on_to("Worth it?")
    rate(ben, 3)
    others_rate(five, {ADA: 3, CAI: 3, HANA: 3, TAMA: 3})
    five.close()
    assert DECIDED in ben.page.inner_text("#outputs")
    assert "Stopping well is a success" in ben.page.inner_text("#decided")
    return faults


def the_picture(five: Five) -> list[str]:
    """The middle, what was followed through and who was there: of all of them, and of nobody."""
    ben = five.ben
    names = {person.name for person in five.group.people}
    assert named(ben.page.inner_text("main"), names), "control: a session's page names them"

    said = picture(ben)

    assert said["Worth our time"] == "3.3 of 4 so far."  # 3, 4 and 3: the first had three answers
    assert len(said) == 4, said
    rows = "section[aria-labelledby=seen] tr"
    seen = dict(zip(texts(ben, f"{rows} th"), texts(ben, f"{rows} td"), strict=True))
    assert seen["Who could be there"] == "20 of 20"
    assert seen["Done or changed on purpose"] == "1 of 1"
    assert KEEP in ben.page.inner_text("section[aria-labelledby=said]")
    assert "After 6 more sessions" in ben.page.inner_text("main")
    assert not named(ben.page.inner_text("main"), names)
    faults = in_every_mode(ben, "picture")
    ben.go("/groups/1/")
    assert not proposes_a_review(ben), "it was held"
    return faults


def proposes_a_review(ben: Phone) -> bool:
    return bool(ben.page.locator("text=Time for a review").count())


def promise(ben: Phone) -> None:
    """A commitment with a day."""
    day = datetime.now(UTC).date() + timedelta(days=7)
    ben.page.fill("#write-due", day.isoformat())
    ben.write("commitment", PROMISE)
    ben.page.wait_for_selector(f"#outputs >> text={PROMISE}")


def say_done(ben: Phone) -> None:
    """One tap on what the session opens with."""
    assert PROMISE in ben.page.inner_text("#promised")
    ben.page.click("#promised button:has-text('Done')")
    ben.page.wait_for_selector("#promised strong:has-text('Done')")


def rate(ben: Phone, worth: int, *, presented: bool = False) -> None:
    """Worth, the pulses, the presenter's line if it is asked, one thing to keep: in under a minute."""
    assert bool(ben.page.locator("#answered-changed").count()) == presented
    taps = [f"label:has(#worth-{worth})"]
    taps += [f"label:has(#{pulse}-3)" for pulse in ("heard", "kept", "usable")]
    taps += ["label:has(#answered-changed)"] * presented
    to_read = ben.page.eval_on_selector("#write-worth", SEEN_OF)
    for where in (*taps, "#worth-lines summary", "#worth-keep"):
        ben.page.click(where)
    ben.page.keyboard.type(KEEP)
    ben.page.click("#keep-worth")
    ben.page.wait_for_selector("#worth-kept")
    assert takes(to_read, taps=len(taps) + 3, typed=KEEP) < A_MINUTE
    assert takes(to_read * 3, taps=len(taps) + 3, typed=KEEP) > A_MINUTE, "control"


def takes(to_read: str, *, taps: int, typed: str) -> float:
    """How long a person needs who reads all of it, and types with their thumbs: seconds."""
    words = len(re.findall(r"\w*[^\W\d]\w*", to_read))  # figures are looked at, not read
    return words / WORDS_A_SECOND + taps * A_TAP + len(typed) / KEYS_A_SECOND


def others_rate(five: Five, said: dict[int, int]) -> None:
    for who, worth in said.items():
        five.others.say(who, "worth", worth=str(worth), heard="3", kept="3", usable="3")


def plan_review(ben: Phone) -> int:
    """From what the group's page proposes. Returns the session."""
    with ben.page.expect_navigation():
        ben.page.click("a:has-text('Plan a review')")
    assert ben.page.locator("[name=frame][value=review]").is_checked()
    with ben.page.expect_navigation():
        ben.page.click("button:has-text('Plan it')")
    ben.page.wait_for_selector("#stage")
    return int(re.findall(r"/sessions/(\d+)/", ben.page.url)[0])


def picture(ben: Phone) -> dict[str, str]:
    """What was said at the close, as the group's own picture shows it: by question."""
    ben.go("/groups/1/picture/")
    names, sentences = "#worth, .line__name", "#worth + p, .line__name + p"
    return dict(zip(texts(ben, names), texts(ben, sentences), strict=True))


def texts(ben: Phone, where: str) -> list[str]:
    return list(ben.page.locator(where).all_inner_texts())


def named(text: str, names: set[str]) -> set[str]:
    return {name for name in names if re.search(rf"\b{name}\b", text)}


def _step(page: Page) -> str:
    found = TOP.search(page.html)
    return found[1] if found else ""
