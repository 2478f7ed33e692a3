"""Letters about dates as a mail server gets them: whole, for one person, and without anybody's name.

Goal S16: nothing that people call themselves or their group can become a header. The long form,
with 10,000 names, is `python -m bench.letters`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from levelground.letters.actions import letters
from levelground.letters.models import Letter
from levelground.letters.tasks.sending import send_next
from levelground.schedule.actions import cancel_date, move_date, remind
from levelground.schedule.actions.finding import paint_week, propose
from tests.letters.at_once import letters_wait
from tests.letters.smtp import Taken, mail_server
from tests.make import Cast, make_dates
from tests.schedule.making import (
    at,
    calendar_in,
    letters_to,
    live_in,
    nth_date,
    place_of,
    read_by_others,
)

MARK = "Zaunkönig"
NASTY = st.text(
    st.sampled_from("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x00:, ;<>@Bcc\"'=?_äŌ"), max_size=40
).map(lambda tail: f"{MARK}\r\nBcc: eve@example.org\n{tail}"[:60])
HEADERS = {
    "Content-Type", "MIME-Version", "Message-ID", "Content-Language", "Subject", "From", "To", "Date",
    "Content-Transfer-Encoding",
}  # fmt: skip


@pytest.fixture
def post() -> Iterator[Taken]:
    with mail_server() as taken:
        yield taken


@pytest.fixture
def by_smtp(post: Taken, settings: Settings) -> Taken:
    settings.OUTBOX_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
    settings.EMAIL_USE_TLS = False
    return post


def test_a_letter_arrives_with_its_calendar(cast: Cast, by_smtp: Taken):
    make_dates(cast.group)

    assert len(by_smtp.letters) == 3
    assert by_smtp.to == [f"rcpt to:<{who.email}>" for who in (cast.ada, cast.ben, cast.cai)]
    letter = by_smtp.letters[0]
    both, file = letter.iter_parts()
    plain, calendar = both.iter_parts()
    assert both.get_content_type() == "multipart/alternative"
    assert plain.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert len(read_by_others(calendar.get_content())) == 27
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "dates.ics")
    assert file.get_content().decode() == calendar.get_content()


def test_a_letter_without_a_calendar_has_no_file(cast: Cast, by_smtp: Taken):
    propose(member=place_of(cast.ada, cast.group), minute=43 * 60)

    assert {letter.get_content_type() for letter in by_smtp.letters} == {"text/plain"}


def test_letters_say_how_to_answer_because_a_calendar_program_cannot(cast: Cast):
    """What is pressed in one goes by mail to an address where nobody reads."""
    make_dates(cast.group)
    with at("2026-03-10T07:00"):
        date = nth_date(cast.group, 3)
        move_date(date=date, starts_at=date.starts_at.replace(minute=30))
        remind()

    for letter in letters_to(cast.ben):
        assert "Accept and Decline buttons" in letter.body
        assert re.search(r"/(coming|dates)/", letter.body)
        assert re.search("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:", calendar_in(letter))


def test_it_says_in_words_when_you_meet_for_whom_no_calendar_opens(cast: Cast):
    live_in(cast.ben, "Europe/Berlin")
    make_dates(cast.group)

    [letter] = letters_to(cast.ben)
    assert "Every second Tuesday at 19:00 (Pacific/Auckland), for 90 minutes." in letter.body
    assert "The next one is on Tuesday 3 March 2026, 07:00 (Europe/Berlin)." in letter.body


def test_what_is_proposed_is_in_the_letter_that_asks(cast: Cast):
    live_in(cast.ada, "Pacific/Auckland")
    propose(member=place_of(cast.ada, cast.group), minute=43 * 60)

    [letter] = letters_to(cast.ben)
    assert "Tuesday 19:00, as the clocks in Pacific/Auckland show it" in letter.body


def test_a_cancellation_says_so_to_the_mail_program(cast: Cast, by_smtp: Taken):
    make_dates(cast.group)
    cancel_date(date=nth_date(cast.group, 0))

    both, _file = by_smtp.letters[-1].iter_parts()
    *_plain, calendar = both.iter_parts()
    assert calendar.get_param("method") == "CANCEL"


def test_a_server_that_is_busy_gets_it_later_and_once(
    cast: Cast, by_smtp: Taken, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(letters, "FIRST_PAUSE", timedelta(0))
    by_smtp.busy = 2
    with letters_wait():
        make_dates(cast.group)
    while send_next(short_lived=False):
        pass

    assert sorted(by_smtp.to) == [
        f"rcpt to:<{who.email}>" for who in (cast.ada, cast.ben, cast.cai)
    ]
    assert sorted(Letter.objects.values_list("tries", flat=True)) in ([0, 0, 2], [0, 1, 1])
    assert not Letter.objects.waiting().exists()


def all_letters(cast: Cast) -> None:
    """Every kind of letter there is about dates."""
    ada, ben = place_of(cast.ada, cast.group), place_of(cast.ben, cast.group)
    paint_week(member=ada, spans=((0, 600),))
    paint_week(member=ben, spans=((0, 600),))
    propose(member=ada, minute=0)
    make_dates(cast.group)
    with at("2026-03-10T07:00"):
        remind()
        date = nth_date(cast.group, 3)
        move_date(date=date, starts_at=date.starts_at.replace(minute=30))
        cancel_date(date=nth_date(cast.group, 4))
        make_dates(cast.group)


def call_everybody(cast: Cast, name: str) -> None:
    for who in (cast.ada, cast.ben, cast.cai):
        who.name = name
        who.save(update_fields=["name"])
    cast.group.name = name
    cast.group.save(update_fields=["name"])


@given(name=NASTY)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_name_becomes_a_header_or_is_in_a_letter(cast: Cast, name: str):
    mail.outbox.clear()
    with transaction.atomic():
        call_everybody(cast, name)
        all_letters(cast)
        transaction.set_rollback(True)

    kinds = {str(letter.subject) for letter in mail.outbox}
    assert len(kinds) >= 7
    for letter in mail.outbox:
        message = letter.message()
        assert set(message.keys()) <= HEADERS, message.keys()
        assert message["To"] in {cast.ada.email, cast.ben.email, cast.cai.email}
        whole = message.as_string() + str(letter.body) + str(getattr(letter, "alternatives", ""))
        assert MARK not in whole
        assert "eve@example.org" not in whole


def test_control_a_name_in_a_subject_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    call_everybody(cast, MARK)
    make_dates_telling_names(cast, monkeypatch)

    assert any(MARK in str(letter.subject) for letter in mail.outbox)


def make_dates_telling_names(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = render_to_string

    def telling(template: str, context: dict[str, object]) -> str:
        return f"{cast.group.name}: {plain(template, context)}"

    monkeypatch.setattr(letters, "render_to_string", telling)
    make_dates(cast.group)
