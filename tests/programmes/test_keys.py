"""Keys of what people said: wrapped anew, and useless without the key file."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from levelground.programmes import store
from levelground.programmes.models import Invitee, Profile, Programme
from levelground.programmes.queries.programmes import draft_of, known_of, profile_of
from levelground.sealing.envelope import Unopenable
from levelground.sealing.sealed_row import rewrap
from tests.programmes.making import Desk, ask, file, joins, known


def test_everything_opens_after_its_key_was_wrapped_anew(
    programme: Programme, tmp_path: Path, settings: Settings
):
    ana = joins("Ana", programme, role="planner")
    [bo] = ask(programme, known("Bo", organisation="City Council"))
    Desk(programme).post("people/", file=file("Name,E-mail\nCy,cy@example.org\n"))
    old = Path(settings.LEVELGROUND_KEY_FILE).read_text()
    keys = tmp_path / "kek"
    keys.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n" + old)
    settings.LEVELGROUND_KEY_FILE = keys

    assert rewrap() == 3
    assert rewrap() == 0
    call_command("rewrap")

    keys.write_text(keys.read_text().splitlines()[0] + "\n")
    os.utime(keys, (1, 1))  # another time: it is read again
    assert profile_of(ana).role == "planner"
    bo.refresh_from_db()
    assert known_of(bo).organisation == "City Council"
    draft = draft_of(programme)
    assert draft is not None
    assert store.open_list(draft)[0][0].name == "Cy"


def test_a_profile_does_not_open_as_somebody_else_s(programme: Programme):
    joins("Ana", programme, role="planner")
    bo = joins("Bo", programme)
    mine = Profile.objects.get(person__name="Ana")
    mine.person = bo

    with pytest.raises(Unopenable):
        store.open_profile(mine)


def test_a_place_does_not_open_in_another_programme(programme: Programme):
    from tests.make import make_programme  # noqa: PLC0415

    [invitee] = ask(programme, known("Ana", organisation="City Council"))
    invitee.programme = make_programme(by=programme.by, name="Another")

    with pytest.raises(Unopenable):
        known_of(invitee)


def test_an_answer_destroys_the_key_of_what_the_list_said(programme: Programme):
    joins("Ana", programme)

    invitee = Invitee.objects.get()
    assert (bytes(invitee.known), bytes(invitee.wrapped)) == (b"", b"")
