"""What the log leads to, beside what the database's columns, the server and the pages say (R20)."""

from __future__ import annotations

import html
import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from levelground import library
from levelground.core.session import State, due_at, evolve
from levelground.sessions import store
from levelground.sessions.pages import stage
from levelground.sessions.pages.session_agreement import read_aloud
from levelground.sessions.queries.sessions import Stand
from tests import history
from tests.faults.client import Member, Page
from tests.faults.server import database_of
from tests.faults.world import Group, World
from tests.history import Compared, Entry

# Moves that leave exactly one entry, of a kind that nothing else leaves.
BRINGS = {
    "check-process": "process-checked",
    "silence-broken": "silence-broken",
    "call-silence": "silence-called",
    "offer": "offered",
}
COLUMNS = ("version", "last_at", "due_at", "opened_at", "closed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One session as the disk has it."""

    session: int
    log: tuple[Entry, ...]
    events: tuple[Any, ...]
    columns: dict[str, Any]

    def state(self, *, upto: int | None = None, without: str = "") -> State:
        """The state that the log leads to; `without` leaves one kind of event out (a control)."""
        state = State(book=library.book())
        for entry, event in zip(self.log[:upto], self.events, strict=False):
            if entry.kind != without:
                state = evolve(state, event)
        return state


def read_disk(folder: Path) -> dict[int, Told]:
    """Every session as it is on disk."""
    with _copied(folder) as base:
        return _read(base)


def is_sound(folder: Path) -> bool:
    """Whether SQLite finds nothing wrong with its file, as the killed server left it."""
    with _copied(folder) as base:
        sound: object = base.execute("PRAGMA integrity_check").fetchall()
        return sound == [("ok",)]


def read_postgresql(url: str) -> dict[int, Told]:
    """The same, of a database on a server."""
    import psycopg  # noqa: PLC0415  only where there is one

    with psycopg.connect(url) as base:
        rows = base.execute(
            "SELECT session_id, version, kind, data FROM group_sessions_sessionevent ORDER BY 1, 2"
        ).fetchall()
        wanted = f"SELECT id, {', '.join(COLUMNS)} FROM group_sessions_session"  # noqa: S608  our own
        sessions = base.execute(wanted.encode()).fetchall()
    return {
        pk: told(
            pk,
            [(version, kind, data) for one, version, kind, data in rows if one == pk],
            dict(zip(COLUMNS, columns, strict=True)),
        )
        for pk, *columns in sessions
    }


@contextmanager
def _copied(folder: Path) -> Iterator[sqlite3.Connection]:
    """Looks at a copy, so that recovery is left to the server. Nobody may be writing."""
    with tempfile.TemporaryDirectory() as copy:
        for file in folder.glob("levelground.sqlite3*"):
            shutil.copy(file, copy)
        with closing(sqlite3.connect(database_of(Path(copy)))) as base:
            yield base


def _read(base: sqlite3.Connection) -> dict[int, Told]:
    rows = base.execute(
        "SELECT session_id, version, kind, data FROM group_sessions_sessionevent ORDER BY 1, 2"
    ).fetchall()
    wanted = f"SELECT id, {', '.join(COLUMNS)} FROM group_sessions_session"  # noqa: S608  our own names
    sessions = base.execute(wanted).fetchall()
    return {
        pk: told(
            pk,
            [(version, kind, json.loads(data)) for one, version, kind, data in rows if one == pk],
            dict(zip(COLUMNS, [columns[0], *map(_time, columns[1:])], strict=True)),
        )
        for pk, *columns in sessions
    }


def told(session: int, rows: Sequence[tuple[int, str, Any]], columns: dict[str, Any]) -> Told:
    return Told(
        session=session,
        log=tuple(Entry(version=version, kind=kind) for version, kind, _data in rows),
        events=tuple(
            store.read(SimpleNamespace(kind=kind, data=data))  # type: ignore[arg-type]  # a row
            for _version, kind, data in rows
        ),
        columns=columns,
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def columns_beside_log(on_disk: Told, *, without: str = "") -> list[Compared]:
    """What is stored for finding a session, beside what its log leads to."""
    state = on_disk.state(without=without)
    follows = {
        "version": len(on_disk.log),
        "last_at": state.last_at,
        "due_at": due_at(state),
        "opened_at": state.opened_at,
        "closed_at": state.closed_at,
    }
    return [
        Compared(where=f"column {name}", shown=on_disk.columns[name], told=follows[name])
        for name in COLUMNS
    ]


def page_beside_log(
    on_disk: Told, group: Group, member: Member, page: Page, *, without: str = ""
) -> list[Compared]:
    """What a member's page shows, beside what the log leads to at that version and time."""
    names = {str(person.member): person.name for person in group.people}
    stand = Stand(
        state=on_disk.state(upto=page.version, without=without),
        version=page.version,
        names=names,
        people={person.person: person.name for person in group.people},
        you=str(member.person.member),
    )
    shown = _shown(page)
    candidates = [_would_show(stand, at) for at in _moments(page)]
    best = shown if shown in candidates else candidates[0]
    where = f"{member.person.name}'s page at version {page.version}"
    offered = {button.name for button in page.buttons}
    may = set(stage.show(stand, at=_moments(page)[0]).may)
    may |= set(stage.show(stand, at=_moments(page)[1]).may)
    return [
        Compared(where=where, shown=shown, told=best),
        Compared(where=f"{where}: buttons", shown=sorted(offered - may), told=[]),
    ]


SAY = re.compile(r'id="say">(.*?)</p>', re.DOTALL)
PERSON = re.compile(r'<li\s+class="(person[^"]*)"', re.DOTALL)


def _shown(page: Page) -> dict[str, object]:
    said = SAY.search(page.html)
    return {
        **page.data,
        "say": html.unescape(said[1]).strip() if said else "",
        "people": PERSON.findall(page.html),
    }


def _would_show(stand: Stand, at: datetime) -> dict[str, object]:
    screen = read_aloud(stage.show(stand, at=at), stand.state.frame)
    called = " called" if screen.called_silence else ""
    check = " check" if screen.process_check else ""
    clock = f" {screen.clock}" if screen.clock in ("landing", "time-up") else ""
    return {
        "word": "silence" if screen.silence == "everyone" else screen.word,
        "step": f"{screen.phase} {screen.process_name} {screen.step_number} {screen.word}{called}",
        "turn": screen.speaking or "",
        "asked": f"{screen.question.kind if screen.question else ''}{check}{clock}",
        "say": screen.say,
        "people": [
            "person"
            + (" person--floor" if one.has_floor and one.present else "")
            + (" person--speaking" if one.speaking else "")
            + ("" if one.present else " person--away")
            for one in screen.people
        ],
    }


def _moments(page: Page) -> tuple[datetime, datetime]:
    """When the page may have been drawn: the server's clock and ours begin at the same wall."""
    ahead = datetime.now(UTC).timestamp() - _monotonic()
    early, late = (datetime.fromtimestamp(when + ahead, UTC) for when in (page.sent, page.answered))
    return early, late


def _monotonic() -> float:
    import time  # noqa: PLC0415

    return time.monotonic()


def verdict(
    world: World,
    members: Iterable[Member],
    *,
    pages: Collection[tuple[int, Group, Member, Page]] = (),
    url: str = "",
    only: Collection[int] = (),
) -> list[str]:
    """Every fault in what these members saw of every session of the world, or of some only.

    `url`: PostgreSQL's.
    """
    everyone = list(members)
    found: list[str] = []
    stored = read_postgresql(url) if url else read_disk(world.folder)
    for pk, on_disk in stored.items():
        if only and pk not in only:
            continue
        compared = columns_beside_log(on_disk)
        for session, group, member, page in pages:
            if session == pk:
                compared += page_beside_log(on_disk, group, member, page)
        found += [
            f"session {pk}: {fault}"
            for fault in history.faults(
                [one for member in everyone for one in member.operations.get(pk, [])],
                [one for member in everyone for one in member.reads.get(pk, [])],
                on_disk.log,
                brings=BRINGS,
                compared=compared,
            )
        ]
    return found
