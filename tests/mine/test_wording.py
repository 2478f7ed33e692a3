"""What the program calls things is put into words for people; what it holds stays as it is."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from levelground.commitments.actions import note_alone
from levelground.mine.pages.wording import HAPPENED, SEEN, WRITTEN, in_words
from levelground.runtime import clock
from levelground.sessions.store import KINDS
from levelground.words.models import Words
from tests.make import make_cast, signed_in
from tests.mine.test_download import downloaded
from tests.room import make_room
from tests.test_canary import hold

NAMES_SOMEBODY = {
    kind for kind, event in KINDS.items() if {"member", "by"} & {one.name for one in fields(event)}
}


@pytest.mark.parametrize("kind", sorted(NAMES_SOMEBODY))
def test_whatever_names_somebody_is_told_them_in_words(kind: str):
    assert HAPPENED[kind].startswith(("You ", "Your "))


def test_control_what_nobody_has_put_into_words_stands_as_it_is():
    row = {"What happened": "opened"}

    assert in_words("group_sessions.SessionEvent", "What happened", row) == "opened"


def test_whoever_may_see_it_is_named():
    assert set(SEEN) == {seen.value for seen in Words.Seen}


@pytest.mark.django_db
def test_no_key_of_ours_is_on_the_page():
    with clock.held(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        room = make_room()
        hold(room)
        told, _page = downloaded(room.people["Ada"])
        page = room.browsers["Ada"].get("/mine/")
    rows = told["words.Words"]["rows"]
    assert any(row["Where"].startswith("session-") for row in rows), "control: it is held so"
    assert {row["Kind"] for row in rows} <= set(WRITTEN)

    for shown in ("What I bring", "A session", "Your group", "You came in"):
        assertContains(page, f">{shown}</td>")
    for key in ("topic", "group", "arrived", "member-ready"):
        assertNotContains(page, f">{key}</td>")
    assertNotContains(page, ">session-")


@pytest.mark.django_db
def test_a_note_for_oneself_has_its_figure_beside_its_words():
    cast = make_cast()
    note_alone(person=cast.ada, figure=3, text="I cannot see the end.")
    note_alone(person=cast.ada, figure=None, text="Said no once.")
    note_alone(person=cast.ada, figure=7, text="")

    page = signed_in(cast.ada).get("/mine/")

    for shown in ("3 of 10. I cannot see the end.", "Said no once.", "7 of 10"):
        assertContains(page, f">{shown}</td>")
