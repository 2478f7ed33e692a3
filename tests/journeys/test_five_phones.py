"""Five members lead themselves through a whole session while everything goes wrong around them."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import history
from tests.faults import judge, world
from tests.faults.client import Member
from tests.faults.server import Server, database_of
from tests.history import Operation
from tests.journeys.letterbox import Letterbox
from tests.journeys.others import PROCESS
from tests.journeys.phone import Phone, in_every_mode

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SKEWS = (0, -3_600_000, 95_000, 7_000, -86_400_000)  # how wrong each phone's own clock is, ms


class Five:
    """Ada presents, Ben reloads, Cai presses everything twice, Hana loses the line, Tama is late."""

    def __init__(self, browser: Any, folder: world.World, letters: Path) -> None:
        self.folder, self.box = folder, Letterbox(letters)
        self.group = folder.groups[0]
        self.session = self.group.sessions[0]
        self.server = Server(folder, EMAIL_FOLDER=str(letters))
        self.server.start()
        base = f"http://127.0.0.1:{self.server.port}"
        self.phones = [
            Phone(browser, base, person=person, skew=skew)
            for person, skew in zip(self.group.people, SKEWS, strict=True)
        ]
        self.ada, self.ben, self.cai, self.hana, self.tama = self.phones
        self.found: list[str] = []  # whatever is wrong with a page

    def sign_in_by_code(self, phone: Phone) -> None:
        """As it is really done: an address, a letter, six figures."""
        phone.context.clear_cookies()
        phone.go(f"/sessions/{self.session}/")
        email = phone.person.email if phone.person else ""
        phone.page.fill("[name=email], [name=login]", email)
        phone.page.keyboard.press("Enter")
        phone.page.wait_for_selector("[name=code]")
        phone.page.fill("[name=code]", self.box.wait_for(email, r"\b(\d{6})\b"))
        phone.page.keyboard.press("Enter")
        phone.page.wait_for_selector("#stage")

    def press(self, phone: Phone, button: str) -> None:
        phone.make(button, twice=phone is self.cai)

    def all_press(self, button: str, *, but: Phone | None = None) -> None:
        for phone in self.phones:
            if phone is not but:
                self.press(phone, button)

    def agree(self, *, but: Phone) -> None:
        """The others say yes, one after another, until that is enough."""
        but.page.wait_for_selector("#question")
        for phone in self.phones:
            self.meet()
            if phone is not but and phone.has("yes"):
                self.press(phone, "yes")
                phone.page.wait_for_selector("#do-yes", state="detached")

    def step(self, name: str) -> None:
        """Everybody is there; Ben reloads; what is shown is right."""
        for phone in self.phones:
            phone.wait_for_step(name)
        self.ben.page.reload()
        self.ben.wait_for_step(name)
        self.compare(name)

    def compare(self, where: str) -> None:
        """R20: what each phone shows is what the log leads to."""
        self.meet()
        shown = [phone.seen() for phone in self.phones]
        on_disk = judge.read_disk(self.folder.folder)[self.session]  # after what was shown of it
        compared = judge.columns_beside_log(on_disk)
        for phone, page in zip(self.phones, shown, strict=True):
            member = Member(phone.person, 0)  # type: ignore[arg-type]  # they all have one
            compared += judge.page_beside_log(on_disk, self.group, member, page)
        self.found += [
            f"{where}: {one.where}: {one.shown} instead of {one.told}"
            for one in compared
            if one.shown != one.told
        ]

    def meet(self) -> None:
        """Until all phones show what there is."""
        version = self.settle()
        for phone in self.phones:
            phone.wait_for_version(version)

    def settle(self) -> int:
        """Until nothing more is written for a moment. Returns the version."""
        version = -1
        while version != (version := self.version()):
            self.ada.page.wait_for_timeout(80)
        return version

    def version(self) -> int:
        with closing(sqlite3.connect(database_of(self.folder.folder))) as base:
            wanted = "SELECT version FROM group_sessions_session WHERE id = ?"
            return int(base.execute(wanted, [self.session]).fetchone()[0])

    def look_closely(self, where: str, *phones: Phone) -> None:
        for phone in phones:
            self.found += in_every_mode(phone, f"{where} ({phone.name})")

    def close(self) -> None:
        for phone in self.phones:
            phone.close()
        self.server.stop()


@pytest.fixture
def five(browser: Any, own_world: world.World, tmp_path: Path) -> Iterator[Five]:
    letters = tmp_path / "letters"
    group = Five(browser, own_world, letters)
    yield group
    group.close()


def test_a_whole_session_through_reloads_double_clicks_a_lost_line_and_a_killed_server(
    five: Five,
):
    ada, ben, cai, hana, tama = five.phones
    gather(five)
    agree_and_choose(five)

    five.step("Prepare")
    five.look_closely("Prepare", ada, ben)
    ada.write("request", "Two questions about my roster")
    five.press(ada, "done")
    five.step("Present")
    five.press(ada, "done")
    five.step("Clarify")
    take_turns(five, "Clarify")
    five.step("Affirm")
    take_turns(five, "Affirm")
    five.step("Reflect")
    five.look_closely("Reflect", ada, cai)

    kill_in_silence(five)
    lose_the_line(five, hana, tama)

    for phone in (ben, cai, hana, tama):
        five.press(phone, "done")
    five.step("Close")
    ada.write("commitment", "Ask Rewi on Friday")
    for phone in (ben, tama):
        phone.page.wait_for_selector("text=Ask Rewi on Friday")
    five.press(ada, "done")
    ada.page.wait_for_selector("#do-ready")
    five.all_press("ready")
    for phone in five.phones:
        phone.page.wait_for_function(
            "() => document.getElementById('stage').dataset.step.startsWith('closed')"
        )
    five.compare("closed")
    five.look_closely("closed", ada)

    judge_it(five)


def gather(five: Five) -> None:
    """Ada signs in by a letter's code; Tama types the short code; everybody is there."""
    five.sign_in_by_code(five.ada)
    five.look_closely("lobby", five.ada)
    for phone in (five.ben, five.cai, five.hana):
        phone.go(f"/sessions/{five.session}/")
    five.tama.go("/sessions/join/")
    code = five.ada.page.inner_text(".code")
    five.tama.page.fill("[name=code]", f"{code[:3]} {code[3:]}".lower())
    five.tama.page.keyboard.press("Enter")
    for phone in five.phones:
        five.press(phone, "join")
        phone.page.wait_for_selector("#do-join", state="detached")
    for phone in five.phones:
        phone.page.wait_for_selector("text=5 of 5 are here")
    five.compare("lobby")


def agree_and_choose(five: Five) -> None:
    ada, ben, cai = five.ada, five.ben, five.cai
    five.press(cai, "open")
    five.step("Agreement")
    five.all_press("ready")
    five.step("Bring")
    ada.write("topic", "A roster that nobody likes")
    ben.page.wait_for_selector("text=A roster that nobody likes")
    five.press(ada, "offer")
    ben.page.wait_for_selector("#do-propose-presenters")
    five.look_closely("bring", ben)
    five.press(ben, "propose-presenters")
    five.agree(but=ben)
    five.step("Choose")
    five.look_closely("choose", five.hana)
    cai.choose(PROCESS)
    five.press(cai, "propose-process")
    ada.page.wait_for_selector("#question")
    five.look_closely("question", ada)
    five.agree(but=cai)


def take_turns(five: Five, step: str) -> None:
    """One after another, until the step is over."""
    for _turn in range(len(five.phones)):
        speaking = _who(five, lambda phone: phone.has("pass"))
        if speaking is None or step not in speaking.page.inner_text(".stage__top"):
            return
        before = speaking.version
        five.press(speaking, "done")
        for phone in five.phones:
            phone.wait_for_version(before + 1)


def kill_in_silence(five: Five) -> None:
    """Somebody calls a silence; in the middle of it the server dies; nobody loses a second."""
    five.press(five.cai, "call-silence")
    for phone in five.phones:
        phone.wait_for_word("Silence")
    five.look_closely("called silence", five.ada)
    offsets = [phone.server_time_offset() for phone in five.phones]
    assert max(offsets) - min(offsets) < 150, f"the phones' timers are apart: {offsets}"
    ends = five.ada.page.get_attribute("#timer", "ends-at")
    left, at = five.ada.seconds_left(), time.monotonic()
    five.ada.page.wait_for_timeout(1500)

    with _trouble(five):
        five.server.kill()
        five.ada.page.wait_for_timeout(1000)
        five.server.start()
        five.press(five.tama, "check-process")
        five.meet()  # by themselves: nobody reloads

    for phone in five.phones:
        assert phone.page.get_attribute("#timer", "ends-at") == ends
        assert agrees(phone.seconds_left, left, at, within=1), phone.name
        assert agrees(phone.face, left, at, within=1.2), phone.name
    five.compare("after the kill")
    five.press(five.tama, "propose-move-on")
    five.agree(but=five.tama)
    five.ben.wait_for_word("Speak")


def agrees(said: Callable[[], float], left: float, at: float, *, within: float) -> bool:
    """Whether what a phone says is left fits some moment between asking and hearing."""
    for _try in range(5):
        most = left - (time.monotonic() - at)
        found = said()
        least = left - (time.monotonic() - at)
        if least - within < found < most + within:
            return True
    return False


def lose_the_line(five: Five, hana: Phone, tama: Phone) -> None:
    """Hana writes while her network is gone; it comes back, and so does she."""
    with hana.trouble():
        hana.page.fill("#write-idea-text", "Ask who would like Fridays")
        hana.context.set_offline(True)
        hana.page.click("#keep-idea")
        five.press(tama, "check-process")
        tama.page.wait_for_selector("#check")
        hana.page.wait_for_timeout(400)
        assert hana.page.input_value("#write-idea-text") == "Ask who would like Fridays"
        hana.context.set_offline(False)
        hana.page.wait_for_selector("#check")
    hana.write("idea", "Ask who would like Fridays")
    five.ada.page.wait_for_selector("text=Ask who would like Fridays")
    five.compare("after the line came back")


def judge_it(five: Five) -> None:
    """The history of what everybody sent and was shown keeps the five rules."""
    operations = list(_with_versions(five))
    on_disk = judge.read_disk(five.folder.folder)[five.session]
    found = history.faults(operations, [], on_disk.log, brings=judge.BRINGS)
    for phone in five.phones:
        found += phone.went_back() + [f"{phone.name}: {fault}" for fault in phone.faults]
    assert not (wrong := found + five.found), "\n".join(wrong)
    twice = [one for one in operations if one.client == five.cai.name]
    assert len({one.key for one in twice}) == len(twice), "a double click sends one move"
    announced = [words for _at, words in five.tama.said]
    assert any("Silence" in words for words in announced)


def _with_versions(five: Five) -> Iterator[Operation]:
    """Each move with the version of its receipt: there is one, and no page can read it."""
    secret = (five.folder.folder / "keys" / "secret_key").read_text().strip().encode()
    with closing(sqlite3.connect(database_of(five.folder.folder))) as base:
        wanted = "SELECT mark, version FROM group_sessions_receipt WHERE session_id = ?"
        receipts = dict(base.execute(wanted, [five.session]).fetchall())
    for phone in five.phones:
        member = phone.person.member if phone.person else 0
        for one in phone.operations:
            said = f"{five.session}|{member}|{one.key}".encode()
            mark = hmac.new(secret, said, hashlib.sha256).hexdigest()
            assert one.outcome == "unknown" or mark in receipts, one
            yield replace(one, version=receipts.get(mark, 0))


def _trouble(five: Five) -> Any:
    from contextlib import ExitStack  # noqa: PLC0415

    stack = ExitStack()
    for phone in five.phones:
        stack.enter_context(phone.trouble())
    return stack


def _who(five: Five, does: Callable[[Phone], bool]) -> Phone | None:
    five.meet()
    return next((phone for phone in five.phones if does(phone)), None)
