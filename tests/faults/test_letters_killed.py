"""A server that is killed while it reminds people: nobody is left out, and who hears twice is known.

What is promised (docs/OPERATIONS.md): nobody is reminded twice, and a letter that the mail server had
and whose sending was not yet noted (one for each sender at most) leaves again after ten minutes,
under the same Message-ID, by which mail programs know it for the same.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from levelground.letters.tasks.sending import OTHER_SENDERS
from tests.faults.server import Seed, database_of
from tests.faults.world import World, make
from tests.letters.smtp import Taken, mail_server

pytestmark = pytest.mark.fault

GROUPS = 8
PEOPLE = {
    f"{name}-{group}@example.org" for name in ("ada", "ben", "cai") for group in range(GROUPS)
}
PATIENCE = 30.0
WRITTEN = (1, 5, 12)  # after so many reminders the server is killed, and again, and again
NOT_TAKEN, TAKEN = "DATA", "TAKEN"  # before and after the mail server has the letter
AT = ((NOT_TAKEN, 1), (TAKEN, 1), (NOT_TAKEN, 4), (TAKEN, 3))  # then at the n-th letter of a life


@pytest.fixture(scope="module")
def reminding(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("reminding") / "var"
    return make(folder, groups=GROUPS, people=3, remind=True)


@pytest.fixture
def own(reminding: World, tmp_path: Path) -> World:
    return reminding.copy_to(tmp_path / "var")


@pytest.fixture
def post() -> Iterator[Taken]:
    with mail_server() as taken:
        yield taken


def test_a_server_that_is_killed_seven_times_leaves_nobody_out(own: World, post: Taken):
    faults, again = work_through_kills(own, post)

    assert faults == []
    kills = sum(word == TAKEN for word, _number in AT)
    assert kills <= again <= kills * OTHER_SENDERS, "the moments were met"


@pytest.mark.parametrize(
    ("plant", "kills", "caught"),
    [
        ("note-before-the-reminder", {"written": (1,), "at": ()}, "noted and has no letter"),
        ("sent-before-it-is", {"written": (), "at": ((NOT_TAKEN, 1),)}, "never got a letter"),
    ],
)
def test_control_what_is_noted_too_early_is_caught(
    own: World, post: Taken, plant: str, kills: dict[str, Any], caught: str
):
    faults, _again = work_through_kills(own, post, plant=plant, **kills)

    assert any(caught in fault for fault in faults), faults


def work_through_kills(
    own: World,
    post: Taken,
    *,
    written: tuple[int, ...] = WRITTEN,
    at: tuple[tuple[str, int], ...] = AT,
    plant: str = "",
) -> tuple[list[str], int]:
    """Every fault there is, and how many letters came a second time."""
    server = Seed(
        own, plant=plant, EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(post.port), EMAIL_USE_TLS="false"
    )
    faults = []
    try:
        for number in written:
            _kill_when_so_many_are_written(server, post, number)
            faults += _halves(own.folder)
        for word, number in at:
            _kill_at(server, post, word, number)
            _ten_minutes_later(own.folder)
        server.start()
        _until(lambda: not _rows(own.folder, "SELECT 1 FROM letters_letter WHERE sent_at IS NULL"))
    finally:
        server.stop()
    return faults + _halves(own.folder) + _faults_of_post(post), len(post.letters) - len(PEOPLE)


def _kill_when_so_many_are_written(server: Seed, post: Taken, number: int) -> None:
    """The mail server is busy meanwhile: this is about what is written down."""
    held = threading.Event()

    def wait(_word: str) -> None:
        held.wait(PATIENCE)

    post.heard = wait
    server.start()
    folder = server.world.folder
    _until(lambda: len(_rows(folder, "SELECT 1 FROM schedule_reminder")) >= number)
    server.kill()
    post.heard = lambda _word: None
    held.set()
    _ten_minutes_later(folder)


def _kill_at(server: Seed, post: Taken, word: str, number: int) -> None:
    """At this word of the n-th letter, before it is answered."""
    struck, killed = threading.Event(), threading.Event()
    heard: Counter[str] = Counter()

    def listen(said: str) -> None:
        heard[said] += 1
        if said == word and heard[said] == number:
            struck.set()
            killed.wait(PATIENCE)

    post.heard = listen
    server.start()
    assert struck.wait(PATIENCE)
    server.kill()
    post.heard = lambda _word: None
    killed.set()


def _ten_minutes_later(folder: Path) -> None:
    """Letters of a sender that is gone are anybody's again, see levelground.letters.actions.letters."""
    with closing(sqlite3.connect(database_of(folder), timeout=30)) as database, database:
        database.execute(
            "UPDATE letters_letter SET due_at = datetime(due_at, '-11 minutes')"
            " WHERE sent_at IS NULL"
        )


def _halves(folder: Path) -> list[str]:
    """A reminder that is noted and has no letter, or the other way round."""
    [(noted, written)] = _rows(
        folder,
        "SELECT (SELECT count(*) FROM schedule_reminder),"
        " (SELECT count(*) FROM letters_letter WHERE kind = 'reminder')",
    )
    return [f"{noted - written} is noted and has no letter"] if noted != written else []


def _faults_of_post(post: Taken) -> list[str]:
    ids: dict[str, set[str]] = {}
    for letter in post.letters:
        ids.setdefault(str(letter["To"]), set()).add(str(letter["Message-ID"]))
    return [
        *(f"{who} never got a letter" for who in PEOPLE - set(ids)),
        *(f"{who} got {len(several)} letters" for who, several in ids.items() if len(several) > 1),
    ]


def _rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database_of(folder), timeout=30)) as database:
        return database.execute(query).fetchall()


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "It took too long."
        time.sleep(0.002)
