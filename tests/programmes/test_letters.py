"""The notice that the law wants, one reminder, and forgetting whoever does not answer (P6, P4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django.asserts import assertContains

from levelground.programmes.actions.invitations import forget, post_due, remind_due
from levelground.programmes.actions.programmes import say
from levelground.programmes.models import Affiliation, Import, Invitee, Profile, Programme
from levelground.programmes.queries.programmes import invitees_of
from levelground.runtime import clock
from tests.make import make_person, make_programme
from tests.programmes.making import TUESDAY_MORNING, Desk, Phone, ask, joins, known

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(NOON):
        yield


def test_the_letter_is_the_notice_that_the_law_wants(programme: Programme):
    ask(programme, known("Ana", organisation="City Council", trained=True))

    [letter] = mail.outbox
    for confidences in (
        "Volunteer Wellington",  # who collected and holds it
        "Level 7, 186 Willis Street, Wellington",  # and where to reach them
        "taken from a list, not from you",  # that it was collected
        "Why: to ask you, and for nothing else.",  # what for
        "where you work or volunteer, and that you came to a training day",  # what
        "sees your name, and whether you said yes. Nobody else.",  # who gets it
        "No law asks for it.",
        "the right to see it and to have it put right",
        "deleted after 30 days",
        f"/asked/{programme.pk}/",
    ):
        assert confidences in letter.body
    assert letter.subject == "You are asked to join a peer mentoring group"


def test_a_law_is_named_where_there_is_one(programme: Programme):
    programme.law = "Section 9 of some Act"
    programme.save()
    ask(programme, known("Ana"))

    assert "collected under: Section 9 of some Act" in mail.outbox[0].body
    assert "No law" not in mail.outbox[0].body


def test_the_letter_says_neither_the_programme_s_name_nor_its_text(fay: object):
    programme = make_programme(
        by=make_person("Gus", is_staff=True), name="Canary-name", asks="Canary-words"
    )
    ask(programme, known("Ana", organisation="Canary-work"))

    text = f"{mail.outbox[0].subject}{mail.outbox[0].body}"
    assert "Canary" not in text


def test_proof_of_the_notice_is_kept(programme: Programme):
    [invitee] = ask(programme, known("Ana"))

    assert invitee.notice is not None
    assert invitee.notice.sent_at == NOON
    assert bytes(invitee.notice.body) == b""


def test_letters_leave_after_ten_minutes_and_within_a_day(programme: Programme):
    ask(programme, known("Ana", "Bo"), send=False)

    assert post_due(NOON + timedelta(minutes=9, seconds=59)) == 0
    assert post_due(NOON + timedelta(minutes=10)) == 2
    assert post_due(NOON + timedelta(minutes=11)) == 0
    assert len(mail.outbox) == 2


def test_one_more_person_is_written_to_at_once(desk: Desk):
    desk.post("people/one/", name="Ana", email="ANA@example.org")

    assert mail.outbox[0].to == ["ana@example.org"]
    assertContains(
        desk.post("people/one/", name="Ana", email="ana@example.org"),
        "in the programme already",
        status_code=422,
    )


def test_there_is_one_reminder_after_two_weeks_and_it_says_nothing(programme: Programme):
    ask(programme, known("Ana"))
    joins("Bo", programme)
    mail.outbox.clear()

    assert remind_due(NOON + timedelta(days=13, hours=23)) == 0
    assert remind_due(NOON + timedelta(days=14)) == 1
    assert remind_due(NOON + timedelta(days=15)) == 0

    [letter] = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert "deleted in 16 days" in letter.body
    assert programme.name not in letter.body
    assert "Volunteer Wellington" not in letter.body


def test_whose_letter_never_arrived_is_not_reminded(programme: Programme):
    [invitee] = ask(programme, known("Ana"))
    assert invitee.notice is not None
    invitee.notice.sent_at, invitee.notice.given_up_at = None, NOON
    invitee.notice.save()

    assert remind_due(NOON + timedelta(days=14)) == 0
    assertContains(Desk(programme).get(), "One letter did not arrive")


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (timedelta(days=29, hours=23, minutes=59), 1),
        (timedelta(days=30), 0),
        (timedelta(days=31), 0),
    ],
)
def test_who_does_not_answer_in_thirty_days_is_deleted_no_sooner_no_later(
    programme: Programme, after: timedelta, left: int
):
    """The hourly round comes by within an hour, so nobody stays a day too long."""
    ask(programme, known("Ana"))
    joins("Bo", programme)

    forget(NOON + after)

    assert Invitee.objects.filter(state=Invitee.State.INVITED).count() == left
    assert Invitee.objects.filter(state=Invitee.State.YES).count() == 1


def test_until_the_round_comes_by_who_is_too_late_counts_as_deleted(programme: Programme):
    ask(programme, known("Ana"))
    ana = make_person("Ana")

    with clock.held(NOON + timedelta(days=30)):
        assert not invitees_of(ana).exists()
        assert "Ana" not in Desk(programme).text()
        assert Phone(programme, ana).get().status_code == 404
        ask(programme, known("Ana"))  # and may be asked anew
        assert Phone(programme, ana).get().status_code == 200


def test_what_somebody_had_begun_to_say_goes_with_them(programme: Programme):
    ask(programme, known("Ana"))
    say(person=make_person("Ana"), gender=("woman",))

    forget(NOON + timedelta(days=30))

    assert not Profile.objects.exists()


def test_what_another_programme_still_needs_stays(programme: Programme):
    ana = joins("Ana", make_programme(by=programme.by, name="Another"))
    ask(programme, known("Ana"))

    forget(NOON + timedelta(days=30))

    assert Profile.objects.filter(person=ana).exists()


def test_a_month_after_the_end_everything_goes(programme: Programme):
    joins("Ana", programme)
    end = datetime.combine(programme.ends_on, datetime.min.time(), UTC)

    forget(end + timedelta(days=30))
    assert Profile.objects.count() == 1

    forget(end + timedelta(days=31, hours=1))
    assert not Profile.objects.exists()
    assert not Affiliation.objects.exists()
    assert not Invitee.objects.exists()


def test_a_list_that_nobody_took_is_gone_the_next_day(desk: Desk, programme: Programme):
    from levelground.programmes.actions.invitations import draft_list  # noqa: PLC0415

    draft_list(programme=programme, people=known("Ana"), notes=())

    forget(NOON + timedelta(hours=23))
    assert Import.objects.exists()
    forget(NOON + timedelta(hours=24))
    assert not Import.objects.exists()


def test_control_a_round_that_forgets_too_late_is_noticed(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.programmes.actions.invitations.GOOD_FOR", timedelta(days=32))
    ask(programme, known("Ana"))

    forget(NOON + timedelta(days=31))

    assert Invitee.objects.exists()


def test_saying_when_one_could_meet_keeps_the_rest(programme: Programme):
    ana = joins("Ana", programme, gender=("woman",))
    say(person=ana, free=TUESDAY_MORNING)

    from levelground.programmes.queries.programmes import profile_of  # noqa: PLC0415

    assert profile_of(ana).gender == ("woman",)


def test_the_rounds_of_the_server_do_all_of_it(programme: Programme):
    ask(programme, known("Ana", "Bo"), send=False)

    with clock.held(NOON + timedelta(minutes=11)):
        post_due(clock.now())
    assert len(mail.outbox) == 2
    with clock.held(NOON + timedelta(days=15)):
        remind_due(clock.now())
        forget(clock.now())
    assert len(mail.outbox) == 4
    with clock.held(NOON + timedelta(days=31)):
        remind_due(clock.now())
        forget(clock.now())
    assert not Invitee.objects.exists()
    assert len(mail.outbox) == 4


def test_of_many_letters_the_first_leave_at_once_and_the_others_in_a_minute(desk: Desk):
    ask(desk.programme, known(*(f"P{at}" for at in range(60))), send=False)

    desk.post("letters/")
    assert len(mail.outbox) == 50
    assert post_due(NOON) == 10
