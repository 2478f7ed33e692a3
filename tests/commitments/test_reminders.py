"""A letter the day before, by day where the reader lives, and without a word of what it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from levelground.commitments.actions import forget_commitments, remind, settle, want_reminders
from levelground.commitments.models import Commitment
from levelground.groups.actions.groups import leave_group
from levelground.groups.queries.groups import member_of
from levelground.runtime import clock
from tests.make import Cast, make_cast, make_commitment

FRIDAY = date(2026, 3, 6)
THURSDAY_NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
MARK = "canary-commitment-51d0"


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    cast.ada.time_zone = "Europe/London"
    cast.ada.save()
    return cast


@pytest.fixture
def due(cast: Cast) -> Commitment:
    return make_commitment(by=cast.ada, group=cast.group, text=MARK, due_on=FRIDAY)


def test_the_day_before_a_letter_leaves_without_a_word(cast: Cast, due: Commitment):
    assert remind(THURSDAY_NOON) == 1

    letter = mail.outbox[-1]
    assert letter.to == [cast.ada.email]
    said = f"{letter.subject}\n{letter.body}"
    assert MARK not in said
    assert cast.group.name not in said
    assert f"/groups/{cast.group.pk}/commitments/" in said


def test_it_leaves_once(due: Commitment):
    assert (remind(THURSDAY_NOON), remind(THURSDAY_NOON + timedelta(hours=1))) == (1, 0)


def test_one_letter_is_enough_for_all_of_a_day(cast: Cast, due: Commitment):
    make_commitment(by=cast.ada, group=cast.group, due_on=FRIDAY)

    assert remind(THURSDAY_NOON) == 1
    assert len(mail.outbox) == 1


def test_not_at_night_where_they_live(cast: Cast, due: Commitment):
    assert remind(THURSDAY_NOON.replace(hour=3)) == 0

    cast.ada.time_zone = "Pacific/Auckland"
    cast.ada.save()
    assert remind(THURSDAY_NOON) == 0  # one in the morning there
    assert remind(THURSDAY_NOON.replace(hour=20)) == 1  # nine in the morning, and Friday


@pytest.mark.parametrize("days", [-3, 1])
def test_neither_too_early_nor_when_it_is_over(due: Commitment, days: int):
    assert remind(THURSDAY_NOON + timedelta(days=days + (days > 0))) == 0


def test_no_letter_about_what_is_settled(cast: Cast, due: Commitment):
    settle(commitment=due, by=cast.ada, state="done")

    assert remind(THURSDAY_NOON) == 0


def test_no_letter_to_whoever_wants_none(cast: Cast, due: Commitment):
    want_reminders(person=cast.ada, wanted=False)

    assert remind(THURSDAY_NOON) == 0


def test_no_letter_to_whoever_has_left(cast: Cast, due: Commitment):
    place = member_of(cast.ada, cast.group)
    assert place is not None
    leave_group(member=place)

    assert remind(THURSDAY_NOON) == 0


def test_a_commitment_is_forgotten_after_two_years(due: Commitment):
    assert forget_commitments(clock.now() + timedelta(days=729)) == 0
    assert forget_commitments(clock.now() + timedelta(days=731)) == 1
