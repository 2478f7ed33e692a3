"""A killed server: the search comes to the same groups; asking and agreeing are all or nothing."""

from __future__ import annotations

import http.client
import json
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from levelground.core.formation import Rules, Weights
from levelground.formation.domain import search_worker
from tests.faults.client import TOKEN
from tests.faults.server import Seed, Server, database_of
from tests.faults.world import Person, World
from tests.formation import world
from tests.formation.making import candidates

pytestmark = pytest.mark.fault

FEW, MANY = 4, 10  # kills
LATEST = 0.15  # seconds after the button, by when it has been done
PATIENCE = 300.0
ALL_SENT = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM letters_letter WHERE sent_at IS NULL)"
IN_ROUND = """
    SELECT {what} FROM formation_publication AS publication
    LEFT JOIN formation_proposedgroup AS proposed ON proposed.publication_id = publication.id
    LEFT JOIN formation_seat AS seat ON seat.group_id = proposed.id
    WHERE publication.round_id = {round}
"""


@pytest.fixture(scope="module")
def formed(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Person]:
    return world.make(tmp_path_factory.mktemp("forming") / "var", with_rounds=True)


@pytest.fixture
def own(formed: tuple[World, Person], tmp_path: Path) -> tuple[World, Person]:
    return formed[0].copy_to(tmp_path / "var"), formed[1]


def post(server: Seed | Server, fay: Person, path: str, **data: object) -> int:
    return ask(server, fay, "POST", path, **data)


def ask(server: Seed | Server, fay: Person, method: str, path: str, **data: object) -> int:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = urlencode({**data, "csrfmiddlewaretoken": TOKEN})
    with closing(line):
        line.request(
            method,
            path,
            body,
            {
                "Cookie": f"session={fay.cookie}; csrf={TOKEN}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        return line.getresponse().status


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database_of(folder), timeout=30)) as database:
        return database.execute(query).fetchall()


def until(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """The first answer that is not empty."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := rows(folder, query):
            return found
        time.sleep(0.05)
    raise TimeoutError(query)


def undisturbed() -> list[list[int]]:
    """What the search finds when nobody kills it."""
    task = search_worker.Task(
        people=candidates(40),
        rules=Rules(),
        weights=Weights(),
        kept=(),
        seconds=world.SECONDS,
        seed=1,
    )
    *_, last = search_worker.steps(task, is_over=lambda: False)
    groups: list[list[int]] = last["answer"]["groups"]
    return groups


def test_a_search_whose_server_is_killed_begins_again_and_finds_the_same(
    own: tuple[World, Person],
):
    here, fay = own
    server = Server(here)
    server.start()
    try:
        assert post(server, fay, "/forming/1/search/") == 302
        until(
            here.folder,
            "SELECT 1 FROM formation_search WHERE round_id=1 AND progress LIKE '%done%'",
        )
        server.kill()
        assert not rows(here.folder, "SELECT 1 FROM formation_change WHERE round_id=1")
        server.start()
        found = until(here.folder, "SELECT what FROM formation_change WHERE round_id=1")
        tries = rows(here.folder, "SELECT tries FROM formation_search WHERE round_id=1")
    finally:
        server.stop()

    assert tries == [(2,)]
    assert json.loads(found[0][0])["groups"] == undisturbed()


@pytest.fixture
def seeds(own: tuple[World, Person], tmp_path: Path) -> Iterator[list[Seed]]:
    made: list[Seed] = []
    yield made
    for seed in made:
        seed.stop()


@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.deep)])
def test_asking_is_all_or_nothing_whenever_the_server_is_killed(
    own: tuple[World, Person], seeds: list[Seed], tmp_path: Path, kills: int
):
    here, fay = own
    chance = random.Random(7)  # noqa: S311  moments to kill at, no secret
    letters = tmp_path / "letters"
    server = Seed(here, EMAIL_FOLDER=str(letters))
    seeds.append(server)
    outcomes = []
    for kill in range(kills):
        before = tmp_path / "before"
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(here.folder, before)
        server.start()
        assert ask(server, fay, "GET", "/forming/2/publication/") == 200
        asking = threading.Thread(target=_publish, args=(server, fay))
        asking.start()
        if kill == kills - 1:
            asking.join()  # the last one is answered first, however slow the machine is
        else:
            time.sleep(chance.uniform(0.0, LATEST) if kill else 0.0)
        server.kill()
        asking.join()
        outcomes.append(judged(here.folder))
        if outcomes[-1] == "all":
            # Who was asked is asked; the letters that are left go out.
            server.start()
            until(here.folder, ALL_SENT)
            assert addressees(letters) == {f"person-{at}@example.org" for at in range(40)}
            assert post(server, fay, "/forming/2/publication/", version=1) == 302
            assert judged(here.folder) == "all"
            server.kill()
            shutil.rmtree(here.folder)
            shutil.copytree(before, here.folder)
            shutil.rmtree(letters)
    print(outcomes)  # noqa: T201

    assert set(outcomes) == {"all", "nothing"}


def _publish(server: Seed, fay: Person) -> None:
    with suppress(OSError, http.client.HTTPException):
        post(server, fay, "/forming/2/publication/", version=1)


def judged(folder: Path) -> str:
    """Whether everybody has been asked, or nobody."""
    counts = ", ".join(f"count(DISTINCT {one}.id)" for one in ("publication", "proposed", "seat"))
    found = (
        *rows(folder, IN_ROUND.format(what=counts, round=2))[0],
        len(rows(folder, "SELECT 1 FROM letters_letter WHERE kind='seat'")),
        len(rows(folder, "SELECT 1 FROM groups_group")),
    )
    return {(1, 8, 40, 40, 0): "all", (0, 0, 0, 0, 0): "nothing"}.get(found, f"a half: {found}")


@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.deep)])
def test_the_last_yes_makes_a_whole_group_or_none_whenever_the_server_is_killed(
    own: tuple[World, Person], seeds: list[Seed], tmp_path: Path, kills: int
):
    """Round 3: a group of five of whom four have said yes. Ada's yes is the last."""
    here, _fay = own
    ada = Person(**json.loads((here.folder / "ada.json").read_text()))
    chance = random.Random(8)  # noqa: S311  moments to kill at, no secret
    server = Seed(here, EMAIL_FOLDER=str(tmp_path / "letters"))
    seeds.append(server)
    [(seat,)] = rows(here.folder, "SELECT id FROM formation_seat WHERE state='asked'")
    outcomes = []
    for kill in range(kills):
        before = tmp_path / "before"
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(here.folder, before)
        server.start()
        assert ask(server, ada, "GET", f"/seats/{seat}/") == 200
        asking = threading.Thread(target=_say_yes, args=(server, ada, seat))
        asking.start()
        if kill == kills - 1:
            asking.join()
        else:
            time.sleep(chance.uniform(0.0, LATEST) if kill else 0.0)
        server.kill()
        asking.join()
        outcomes.append(agreed(here.folder))
        if outcomes[-1] == "a group":
            server.start()
            until(here.folder, ALL_SENT)
            assert post(server, ada, f"/seats/{seat}/") == 404, "it has been answered"
            assert agreed(here.folder) == "a group"
            server.kill()
            shutil.rmtree(here.folder)
            shutil.copytree(before, here.folder)
    print(outcomes)  # noqa: T201

    assert set(outcomes) == {"a group", "none"}


def _say_yes(server: Seed, ada: Person, seat: int) -> None:
    with suppress(OSError, http.client.HTTPException):
        post(server, ada, f"/seats/{seat}/")


def agreed(folder: Path) -> str:
    """Whether there is a whole group of five, or none."""
    found = (
        len(rows(folder, "SELECT 1 FROM groups_group")),
        len(rows(folder, "SELECT 1 FROM groups_member")),
        len(rows(folder, "SELECT 1 FROM formation_proposedgroup WHERE stands_at IS NOT NULL")),
        len(rows(folder, "SELECT 1 FROM letters_letter WHERE kind='group-stands'")),
        len(rows(folder, "SELECT 1 FROM formation_roster WHERE round_id=3")),
    )
    whole = {(1, 5, 1, 5, 0): "a group", (0, 0, 0, 0, 1): "none"}
    return whole.get(found, f"a half: {found}")


def addressees(letters: Path) -> set[str]:
    return {
        line.removeprefix("To: ").strip()
        for file in letters.iterdir()
        for line in file.read_text().splitlines()
        if line.startswith("To: ")
    }
