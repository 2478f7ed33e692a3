"""Marked words of every class, looked for wherever they must not be (goals S2 and S3).

A whole session is held in which everything a member can write carries a mark of its own. Then the
marks are looked for: in the other members' pages, in letters, in logs, in the files of the database.
Each search has a control: where something leaks, it is found.
"""

from __future__ import annotations

import io
import logging
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from levelground.commitments.queries import commitments_of
from levelground.config.logs import Formatter
from levelground.runtime import clock
from levelground.sealing import envelope
from levelground.sealing.envelope import Unopenable
from tests.access.table import routes
from tests.make import join, signed_in
from tests.room import Room, make_room, person

AUDIENCE = ("Ada", "Ben", "Cai")  # Ada presents
SEEN_BY = {
    "pad": ("Ben",),
    "topic": AUDIENCE,
    "question": AUDIENCE,
    "note": ("Ben",),
    "idea": ("Ada", "Ben"),
    "commitment": AUDIENCE,
    "change": ("Ben",),  # while the session runs; three answers are too few for the others
    "outcome": (),  # on a page of its own, which is not looked at here
    "alone": (),  # likewise, and its writer's only
}


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        yield


def mark(kind: str) -> str:
    return f"canary-{kind}-{uuid.uuid5(uuid.NAMESPACE_URL, kind).hex}"


MARKS = {kind: mark(kind) for kind in SEEN_BY}


@dataclass(frozen=True, slots=True)
class Look:
    """One page as one of them saw it."""

    step: str
    page: str
    who: str
    html: str


def hold(room: Room, *, look: bool = False) -> list[Look]:
    """A session in which everything is written; and what they were shown after each step."""
    room.open()
    looks: list[Look] = []

    def write(step: str, kind: str, name: str) -> None:
        room.until(step)
        assert room.write(name, kind, MARKS[kind]).status_code == 302, kind
        if look:
            looks.extend(_pages(room.browsers, (room.url(), room.url("room/")), step))

    room.browsers["Ben"].post(room.url("pad/"), {"text": MARKS["pad"]})
    write("bring", "topic", "Ada")
    write("/tell", "question", "Ada")
    write("/think", "note", "Ben")
    write("/respond", "idea", "Ben")
    write("commitments", "commitment", "Cai")
    room.until("worth")
    room.say_worth("Ben", 3, change=MARKS["change"])
    if look:
        looks.extend(_pages(room.browsers, (room.url(), room.url("room/")), "worth"))
    room.until("")
    promised = commitments_of(room.people["Cai"]).get().get_absolute_url()
    room.browsers["Cai"].post(promised, {"state": "changed", "why": MARKS["outcome"]})
    room.browsers["Ben"].post("/for-me-alone/", {"figure": 4, "text": MARKS["alone"]})
    if look:
        looks.extend(_everything(room))
    return looks


def _everything(room: Room) -> Iterator[Look]:
    """What is there when all is over, for members and for others."""
    others = {"Dana": signed_in(person("Dana")), "Fay": signed_in(person("Fay"))}
    clients = {**room.browsers, **others, "nobody": Client()}
    pages = (room.url(), room.url("room/"), room.url("ticks/"), room.group.get_absolute_url(), "/")
    return _pages(clients, pages, "closed")


def _pages(clients: Mapping[str, Client], pages: Iterable[str], step: str) -> Iterator[Look]:
    for who, client in clients.items():
        for page in pages:
            response = client.get(page)
            head = "\n".join(f"{name}: {value}" for name, value in response.items())
            yield Look(step, page, who, head + response.content.decode())


def leaks(looks: list[Look], room: Room) -> list[str]:
    """Where a mark is shown to somebody who must not see it, or on the screen for all."""
    return [
        f"{kind} for {look.who} at {look.page} in {look.step}"
        for look in looks
        for kind, text in MARKS.items()
        if text in look.html and (look.who not in SEEN_BY[kind] or look.page != room.url())
    ]


def shown(looks: list[Look]) -> set[tuple[str, str]]:
    """Which marks were shown to whom at all."""
    return {(kind, one.who) for one in looks for kind, text in MARKS.items() if text in one.html}


# Pages


def test_everybody_is_shown_what_is_for_them_and_nothing_else(db: None):
    room = make_room()

    looks = hold(room, look=True)

    assert not leaks(looks, room)
    assert shown(looks) == {(kind, who) for kind, whom in SEEN_BY.items() for who in whom}


def test_control_a_page_that_shows_too_much_is_noticed(db: None, monkeypatch: pytest.MonkeyPatch):
    room = make_room()
    monkeypatch.setattr("levelground.sessions.actions.writing.write", _for_everybody)

    assert leaks(hold(room, look=True), room)


def _for_everybody(**words: Any) -> None:
    from levelground.words.actions.words import write  # noqa: PLC0415  not the one that is replaced

    write(**words | {"seen": "group"})


# A newcomer


def looks_of_a_newcomer(room: Room) -> list[Look]:
    """What somebody sees, on every page of the group, who joined when all was said."""
    hold(room)
    dana = person("Dana")
    with clock.held(clock.now() + timedelta(minutes=1)):
        join(room.group, dana)
        pages = (room.url(), room.url("room/"), room.group.get_absolute_url(), "/")
        return list(_pages({"Dana": signed_in(dana)}, pages, "later"))


def test_a_newcomer_sees_nothing_of_what_was_said_before(db: None):
    room = make_room()

    assert not shown(looks_of_a_newcomer(room))


def test_control_a_newcomer_to_whom_the_past_is_open_is_noticed(
    db: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.words.queries._written_among_them", lambda proof: Q())

    assert shown(looks_of_a_newcomer(make_room()))


# Letters, logs


def test_letters_and_logs_carry_nobodys_words(db: None):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Formatter("{levelname} {name}: {message}", style="{"))
    with _everything_is_logged(handler):
        room = make_room()
        hold(room)
        _ask_for_letters(room)

    letters = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    assert mail.outbox
    assert "somebody listens" in said.getvalue()
    for text in MARKS.values():
        assert text not in letters
        assert text not in said.getvalue()


def test_a_failure_in_the_middle_of_writing_says_nothing_of_the_words(
    db: None, monkeypatch: pytest.MonkeyPatch
):
    """What breaks quotes what it broke on: the log must not."""
    room = make_room().open().until("bring")
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Formatter("{levelname} {name}: {message}", style="{"))

    def breaks(**words: Any) -> None:
        raise ValueError(f"cannot keep {words['text']!r}")

    monkeypatch.setattr("levelground.sessions.actions.writing.write", breaks)
    room.browsers["Ada"].raise_request_exception = False
    with _everything_is_logged(handler):
        response = room.write("Ada", "topic", MARKS["topic"])

    assert response.status_code == 500
    assert MARKS["topic"] not in response.content.decode()
    assert "ValueError" in said.getvalue()
    assert MARKS["topic"] not in said.getvalue()


@contextmanager
def _everything_is_logged(handler: logging.Handler) -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("levelground").info("somebody listens")
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def _ask_for_letters(room: Room) -> None:
    room.browsers["Ada"].post(
        f"/groups/{room.group.pk}/invitations/", {"email": "somebody@example.org"}
    )
    Client().post("/sign-in/", {"email": room.people["Ada"].email})
    Client().post("/sign-in/", {"email": "new@example.org"})


# The database, as a file


def found_in(file: Path) -> set[str]:
    """Kinds of words whose marks stand somewhere in the database's files, free pages included."""
    raw = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    return {kind for kind, text in MARKS.items() if text.encode() in raw}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_the_files_of_the_database_hold_nobodys_words(on_disk: Path):
    hold(make_room())

    assert not found_in(on_disk)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_control_words_that_are_not_sealed_are_found(
    on_disk: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.sealing.envelope.seal", lambda key, plain, binding: plain)
    monkeypatch.setattr(
        "levelground.sealing.envelope.open_sealed", lambda key, sealed, binding: sealed
    )

    hold(make_room())

    assert found_in(on_disk) == set(MARKS)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_a_stolen_database_without_the_key_file_opens_nothing(on_disk: Path, tmp_path: Path):
    hold(make_room())
    other = tmp_path / "another-key"
    other.write_text("A" * 43 + "=\n")

    from levelground.words import store  # noqa: PLC0415
    from levelground.words.models import Words as Rows  # noqa: PLC0415

    usual = django_settings.LEVELGROUND_KEY_FILE
    envelope.forget_keys()
    django_settings.LEVELGROUND_KEY_FILE = other
    try:
        for row in Rows.objects.select_related("key"):
            with pytest.raises(Unopenable):
                store.open_up(row)
    finally:
        django_settings.LEVELGROUND_KEY_FILE = usual
        envelope.forget_keys()


# Staff


def asked_for(path: str) -> list[str]:
    """The SQL that staff asking for a page brings about and that touches what people wrote."""
    fay = signed_in(person("Fay"))
    with CaptureQueriesContext(connection) as caught:
        fay.get(path)
        fay.post(path, {})
    bodies = re.compile(r'"words_words"|"words_datakey"', re.IGNORECASE)
    return [query["sql"] for query in caught.captured_queries if bodies.search(query["sql"])]


def paths(room: Room) -> list[str]:
    """Every address there is, with the ids of what this room has."""
    ids = {"<int:pk>": str(room.session.pk), "<int:group_pk>": str(room.group.pk)}
    found = []
    for route in routes(get_resolver().url_patterns):
        path = route.replace("(home)", "").replace("<str:secret>", "x" * 43)
        path = path.replace("<slug:code>", "X" * 20).replace("<slug:key>", "round-1")
        path = path.replace("<slug:clause>", "line").replace("<uuid:worry>", str(uuid.uuid4()))
        for part, value in ids.items():
            path = path.replace(part, value)
        found.append("/" + re.sub(r"<int:\w+>", "1", path))
    return found


THEIR_OWN = {
    "/for-me-alone/",
    "/mine/",
    "/mine/download/",
}  # what staff wrote for themselves is theirs, as everybody's is


def test_no_page_of_staff_asks_for_what_people_wrote(db: None):
    room = make_room()
    hold(room)

    asked = {path: sql for path in paths(room) if (sql := asked_for(path))}
    once_a_year = asked.pop("/")

    assert asked.keys() <= THEIR_OWN
    for question in once_a_year:  # only whether there is something of their own, never what
        assert question.startswith('SELECT 1 AS "a" FROM "words_words" WHERE')
        assert '"words_words"."group_id" IS NULL' in question


def test_control_a_member_of_staff_in_the_group_is_a_member(db: None):
    """The search finds such SQL where it is meant to be."""
    room = make_room(("Fay", "Ben", "Cai")).open()

    assert asked_for(room.url())
