"""Every page for everybody, and every trace in the files: who comes near to words of each class.

What a whole session shows, says and logs is looked through in tests/test_canary.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client

from levelground.formation.actions.rounds import begin_round
from levelground.runtime import clock
from levelground.words import queries
from levelground.words.actions.words import park_thought
from levelground.words.models import Words
from levelground.words.queries import prove_self
from tests.access.table import Row, rows
from tests.access.world import World
from tests.formation.making import make_seat
from tests.installation import told_by
from tests.make import make_commitment, make_person, make_words, signed_in
from tests.room import Room, make_room

OUTSIDE = ("nobody", "dana", "eli", "hana", "fay", "gus")
ENTITLED = {
    "marker-group": {"ada", "ben", "cai"},
    "marker-owner": {"ben", "ada"},
    "marker-writer": {"ben"},
    "marker-pad": {"cai"},
}


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A session that runs, with a marker of every class on its pages."""
    with clock.held(clock.now()):
        room = make_room(("Ada", "Ben", "Cai")).open()
        room.until("bring")
        _write_markers(room)
        yield _world(room)


def _write_markers(room: Room) -> None:
    ada, ben, cai = (room.people[name] for name in ("Ada", "Ben", "Cai"))
    place = f"{room.session.topic}/{room.step}"
    for seen in Words.Seen.values:
        text = f"marker-{seen}"
        make_words(by=ben, group=room.group, owner=ada, seen=seen, place=place, text=text)
    park_thought(proof=prove_self(cai), place=room.session.topic, text="marker-pad")


def _world(room: Room) -> World:
    from tests.credentials.making import make_passkey  # noqa: PLC0415
    from tests.make import (  # noqa: PLC0415  only here
        Cast,
        join,
        leave,
        make_dates,
        make_group,
        make_programme,
    )
    from tests.reports.making import make_certificate_of, make_looked_after  # noqa: PLC0415

    dana, eli, hana = map(make_person, ("Dana", "Eli", "Hana"))
    fay, gus = (make_person(name, is_staff=True) for name in ("Fay", "Gus"))
    leave(join(room.group, eli))
    cast = Cast(
        group=room.group,
        other_group=make_group(name="Thursday group", people=(hana,)),
        ada=room.people["Ada"],
        ben=room.people["Ben"],
        cai=room.people["Cai"],
        hana=hana,
        dana=dana,
        eli=eli,
        fay=fay,
    )
    return World(
        cast=cast,
        session=room.session,
        round=begin_round(by=fay, name="Spring"),
        commitment=make_commitment(by=cast.ada, group=cast.group),
        programme=make_programme(by=fay),
        seat=make_seat(by=gus, email=dana.email),
        date=make_dates(room.group).dates.latest("starts_at"),
        secrets=dict.fromkeys(("invitations", "coming", "calendar"), "x" * 43),
        gus=gus,
        certificate=make_certificate_of(room.people["Ada"]),
        looked_after=make_looked_after(by=fay),
        passkey=make_passkey(room.people["Ada"]),
    )


def client_of(world: World, who: str) -> Client:
    if who == "nobody":
        return Client()
    return signed_in(world.gus if who == "gus" else getattr(world.cast, who))


def pages() -> list[Row]:
    return [row for row in rows() if row.method == "GET"]


def everything_seen(world: World, who: str) -> str:
    """All pages that this person can open, or is shut out from; with their headers."""
    client = client_of(world, who)
    answers: list[Any] = [client.get(world.path_of(row.address)) for row in pages()]
    answers += [
        client.get(world.path_of("sessions/<int:pk>/"), headers={"hx-request": "true"}),
        client.get("/no/such/page/"),
        client.post(world.path_of("sessions/<int:pk>/moves/"), {"move": "nonsense"}),
        client.post(world.path_of("sessions/<int:pk>/words/"), {"text": ""}),
    ]
    return "\n".join(
        f"{dict(answer.items())}\n{answer.content.decode(errors='replace')}" for answer in answers
    )


def readers(world: World) -> dict[str, set[str]]:
    """By marker, who gets to see it on any page."""
    seen = {who: everything_seen(world, who) for who in ("ada", "ben", "cai", *OUTSIDE)}
    return {marker: {who for who, text in seen.items() if marker in text} for marker in ENTITLED}


def test_every_marker_is_seen_by_those_entitled_and_nobody_else(world: World):
    assert readers(world) == ENTITLED


def test_control_a_door_that_lets_everybody_read_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queries, "_theirs", lambda proof: Q())

    assert readers(world) != ENTITLED


# The files


def looked_through(folder: Path, how: str) -> dict[str, Any]:
    """What `tests.words.traces` finds in the files of its own database."""
    found: dict[str, Any] = told_by("tests.words.traces", how, folder=folder)
    return found


def test_no_file_holds_a_word(tmp_path: Path):
    looked = looked_through(tmp_path, "sealed")

    assert looked["kept"] > 10
    assert {"levelground.sqlite3", "backup.sqlite3"} <= set(looked["files"])
    assert any(name.endswith("-wal") for name in looked["files"]), "the log was not looked at"
    assert looked["found"] == []


def test_control_words_in_the_clear_are_found(tmp_path: Path):
    found = looked_through(tmp_path, "plain")["found"]

    assert "backup.sqlite3" in found
    assert any(name.endswith("-wal") for name in found)


# Who is no member does not even make the database look


@contextmanager
def asked_of_the_database() -> Iterator[list[str]]:
    said: list[str] = []

    def hear(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        said.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(hear):
        yield said


OWN = re.compile(  # everybody may look for, and write, what is theirs alone
    r'"words_words"\."writer_id" = %s|"words_datakey"\."person_id" = %s|^INSERT INTO "words_'
)


def content_touched(world: World, who: str) -> list[str]:
    """What the database is asked about people's words while somebody opens, and posts to, all."""
    client = client_of(world, who)
    with asked_of_the_database() as said:
        for row in rows():
            client.generic(
                row.method,
                world.path_of(row.address),
                data="text=x",
                content_type="application/x-www-form-urlencoded",
            )
            if who != "nobody":
                client.force_login(world.gus if who == "gus" else getattr(world.cast, who))
    assert who == "nobody" or len(said) > len(rows()), "too little was asked"
    return [sql for sql in said if "words_" in sql and not OWN.search(sql)]


@pytest.mark.parametrize("who", OUTSIDE)
def test_for_who_is_no_member_no_words_are_looked_for(world: World, who: str):
    assert content_touched(world, who) == []


def test_control_a_members_page_does_look_for_words(world: World):
    with asked_of_the_database() as said:
        client_of(world, "ada").get(world.path_of("sessions/<int:pk>/"))

    assert [sql for sql in said if '"words_words"."body"' in sql]
