"""What people said of themselves, and what lists said of them, looked for where it must not be (S2)."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection

from levelground.config.logs import Formatter
from levelground.core.formation.reading.profiles import Standing
from levelground.programmes.models import Programme
from tests.make import make_person, make_programme, signed_in
from tests.programmes.making import TUESDAY_MORNING, Desk, ask, file, known

PROFILE = {
    "role": "m4rk-role",
    "gender": "m4rk-gender",
    "ethnicity": "m4rk-ethnicity",
    "languages": "m4rk-language",
}
CONFIDENCES = "m4rk-told"
LISTED = "m4rk-listed"


def play(*, by: str = "Fay") -> Programme:
    """A list is read, somebody of it answers with marks in every field; another one waits."""
    programme = make_programme(by=make_person(by, is_staff=True))
    Desk(programme).post(
        "people/", file=file(f"Name,E-mail,Organisation\nBo,bo@example.org,{LISTED}\n")
    )
    Desk(programme).post("people/taken/")
    Desk(programme).post("letters/")
    ask(programme, known("Ana", organisation=LISTED))
    client = signed_in(make_person("Ana"))
    where = f"/asked/{programme.pk}"
    client.post(f"{where}/about-you/", PROFILE)
    client.post(f"{where}/in-confidence/", {"standing_0": Standing.PAYS, "who_0": CONFIDENCES})
    half_hours = range(TUESDAY_MORNING[0][0], TUESDAY_MORNING[0][1], 30)
    client.post(f"{where}/times/", {"time_zone": "UTC", "free": list(half_hours)})
    client.post(f"{where}/yes/")
    assert CONFIDENCES in client.get("/about-you/in-confidence/").content.decode()
    return programme


def found_in(text: bytes) -> set[str]:
    return {mark for mark in (*PROFILE.values(), CONFIDENCES, LISTED) if mark.encode() in text}


def in_files(file: Path) -> bytes:
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_the_files_of_the_database_hold_nothing_that_was_said(on_disk: Path):
    play()

    assert found_in(in_files(on_disk)) == set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_control_what_is_not_sealed_is_found(
    on_disk: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("levelground.sealing.envelope.seal", lambda key, plain, binding: plain)
    monkeypatch.setattr(
        "levelground.sealing.envelope.open_sealed", lambda key, sealed, binding: sealed
    )

    play()

    assert found_in(in_files(on_disk)) == {*PROFILE.values(), CONFIDENCES, LISTED}


def test_letters_and_logs_say_nothing_of_it(db: None):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Formatter("{levelname} {name}: {message}", style="{"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("levelground").info("somebody listens")
    try:
        play()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)

    letters = "".join(f"{letter.subject}{letter.body}" for letter in mail.outbox)
    assert len(mail.outbox) == 2
    assert found_in(letters.encode()) == set()
    assert "somebody listens" in said.getvalue()
    assert found_in(said.getvalue().encode()) == set()


@pytest.mark.parametrize("who", ["Fay", "Gus", "Bo", "Zed", ""])
def test_no_page_of_anybody_else_says_any_of_it(db: None, who: str):
    programme = play()
    coordinates = who in {"Fay", "Gus"}
    if who and who != "Fay":
        make_person(who, is_staff=coordinates)
    client = Desk(programme).client
    if who != "Fay":
        from django.test import Client  # noqa: PLC0415

        from levelground.accounts.models import Person  # noqa: PLC0415

        client = Client()
        if who:
            client.force_login(Person.objects.get(name=who))
    pages = [f"/programmes/{programme.pk}/{page}" for page in ("", "edit/", "people/", "list/")]
    pages += [f"/asked/{programme.pk}/{page}" for page in ("", "about-you/", "in-confidence/")]
    pages += ["/", "/programmes/", "/about-you/", "/account/"]

    text = "".join(client.get(page).content.decode() for page in pages)

    allowed = {LISTED} if who == "Bo" else set()  # what the list says of himself
    assert found_in(text.encode()) == allowed
