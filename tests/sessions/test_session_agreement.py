"""What opens every session: one sentence from the agreement in force, and what is ahead."""

from __future__ import annotations

import html
from datetime import UTC, datetime

import pytest

from levelground.agreements.actions.agreement import open_draft
from levelground.agreements.models import Agreement
from levelground.groups.models import Member
from levelground.runtime import clock
from tests.make import join, make_agreement, make_person, signed_in
from tests.room import Room, make_room

pytestmark = pytest.mark.django_db

OURS = "What is said here stays here; we keep to the process and its silences, and end on time."


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.held(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        yield


def at_the_agreement(*, own: dict[str, str] | None = None) -> Room:
    room = make_room()
    if own is not None:
        make_agreement(group=room.group, own=own)
    room.open()
    room.until("agreement")
    return room


def page(room: Room, name: str = "Ada", where: str = "") -> str:
    return html.unescape(room.page(name, where))


def test_the_sentence_of_the_agreement_opens_the_session():
    room = at_the_agreement(own={"line": "We listen first."})

    for name in ("Ada", "Ben", "Cai"):
        assert "We listen first." in page(room, name)
        assert OURS not in page(room, name)
    assert "Somebody reads this aloud. Ask for anything you need today" in page(room)


def test_without_an_agreement_ours_does():
    room = at_the_agreement()

    assert OURS in page(room)
    assert "your agreement can hold one of your own" in page(room)


def test_one_that_does_not_hold_for_everybody_is_not_read_out():
    room = make_room()
    make_agreement(group=room.group, own={"line": "We listen first."})
    tama = make_person("Tama")
    join(room.group, tama)
    room.open()
    room.until("agreement")

    assert OURS in page(room)
    assert "We listen first." not in page(room)


def test_one_that_is_opened_again_holds_until_another_does():
    room = make_room()
    make_agreement(group=room.group, own={"line": "We listen first."})
    member = Member.objects.filter(group=room.group)[0]
    open_draft(group=room.group, by=member, why=Agreement.Why.WISH)
    room.open()
    room.until("agreement")

    assert "We listen first." in page(room)


def test_it_says_when_you_end_and_what_is_ahead():
    text = page(at_the_agreement())

    assert "You end at" in text
    assert "silence" in text.split('id="opening"')[1].split("</section>")[0]
    assert "You choose today's process when you know what is brought." in text


def test_it_is_there_in_that_step_only_and_not_on_the_rooms_screen():
    room = at_the_agreement(own={"line": "We listen first."})
    assert "We listen first." not in page(room, where="room/")

    room.until("check-in")

    assert "We listen first." not in page(room)


# Limits, one touch away


def test_whom_to_call_is_one_touch_away_in_every_phase():
    room = make_room()
    make_agreement(group=room.group, own={"contacts": "Rewi, 03 555 0142"})
    assert "Rewi, 03 555 0142" in page(room)
    room.open()
    for step in ("agreement", "bring"):
        room.until(step)
        text = page(room)
        assert "If somebody may be at risk" in text
        assert "Rewi, 03 555 0142" in text
        assert "in serious danger" in text


def test_where_nobody_is_named_it_says_so_and_what_holds_anyway():
    text = page(make_room())

    assert "Your agreement names nobody to call yet." in text
    assert "It is the last resort" in text


def test_a_newcomer_reads_it_before_they_have_accepted_anything():
    room = make_room()
    make_agreement(group=room.group, own={"contacts": "Rewi, 03 555 0142"})
    tama = make_person("Tama")
    join(room.group, tama)

    assert "Rewi, 03 555 0142" in signed_in(tama).get(room.url()).text


def test_a_tick_does_not_open_it_each_time():
    """The card is outside the stage: what each tick costs has not grown."""
    room = make_room()
    make_agreement(group=room.group, own={"contacts": "Rewi, 03 555 0142"})
    room.open()
    room.until("bring")

    part = room.get("Ada", **{"hx-request": "true"}).text

    assert "Rewi" not in part
