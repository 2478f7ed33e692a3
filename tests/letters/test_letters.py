"""Letters leave, again and again until they do; nobody's words or address stay behind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from levelground.letters.actions.letters import (
    CLAIMED,
    FIRST_PAUSE,
    MOST_TRIES,
    claim_next_letter,
    deliver,
    forget_letters,
    post,
)
from levelground.letters.models import Letter, LetterQuerySet
from levelground.letters.tasks.sending import send_next
from levelground.runtime import clock
from tests.letters.at_once import letters_wait
from tests.make import make_person

pytestmark = pytest.mark.django_db

CODE = {"code": "123456"}
TEMPLATE = "letters/tests/plain.txt"


@pytest.fixture(autouse=True)
def _a_template(settings: Settings) -> None:
    plain = "A letter for {{ name }}\n\nGood day {{ name }}.\n"
    loaders = [("django.template.loaders.locmem.Loader", {TEMPLATE: plain})]
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": loaders},
        }
    ]


@pytest.fixture
def waiting() -> Iterator[None]:
    with letters_wait():
        yield


def write(name: str = "Ada", to: str = "ada@example.org", **more: Any) -> Letter:
    return post(to=to, template=TEMPLATE, context={"name": name}, kind="test", **more)


def broken(*args: Any, **kwargs: Any) -> None:
    raise SMTPServerDisconnected("ada@example.org is not at home")


# Leaving


def test_a_letter_leaves_and_only_that_it_left_is_kept():
    letter = write()

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ada@example.org"], "A letter for Ada")
    assert sent.body == "Good day Ada.\n"
    letter.refresh_from_db()
    assert letter.sent_at
    assert (bytes(letter.body), bytes(letter.wrapped)) == (b"", b"")


def test_a_letter_of_a_change_that_did_not_happen_does_not_leave(waiting: None):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    send_next(short_lived=False)

    assert not mail.outbox
    assert not Letter.objects.exists()


def test_a_letter_that_was_sent_is_not_sent_again():
    write()

    assert not send_next(short_lived=False)
    assert len(mail.outbox) == 1


def test_a_letter_to_somebody_who_is_gone_is_gone(waiting: None):
    ada = make_person("Ada")
    write(person=ada)

    ada.delete()
    send_next(short_lived=False)

    assert not mail.outbox


def test_a_calendar_goes_along():
    write(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="CANCEL")

    _text, calendar, file = _parts(mail.outbox[0])
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "CANCEL"
    assert calendar.get_param("charset") == "utf-8"
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "dates.ics")
    assert file.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def _parts(sent: EmailMessage) -> list[Any]:
    return [part for part in sent.message().walk() if not part.is_multipart()]


# The post is closed


def test_when_the_post_is_closed_the_letter_waits_and_leaves_later(
    waiting: None, monkeypatch: pytest.MonkeyPatch
):
    letter = write()
    with monkeypatch.context() as closed:
        closed.setattr(EmailMessage, "send", broken)
        send_next(short_lived=False)
    assert not mail.outbox
    assert not send_next(short_lived=False), "not at once again"

    with clock.held(clock.now() + FIRST_PAUSE):
        send_next(short_lived=False)

    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert (letter.tries, bool(letter.sent_at)) == (1, True)


def test_what_went_wrong_is_written_down_nowhere(
    waiting: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(EmailMessage, "send", broken)
    write()

    send_next(short_lived=False)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM letters_letter")
        kept = str(cursor.fetchall())
    assert "ada@" not in kept
    assert "ada@" not in caplog.text


def test_after_many_tries_it_is_given_up(monkeypatch: pytest.MonkeyPatch, waiting: None):
    monkeypatch.setattr(EmailMessage, "send", broken)
    letter = write()

    for _try in range(MOST_TRIES):
        deliver(letter)

    letter.refresh_from_db()
    assert letter.given_up_at
    assert bytes(letter.body) == b""


# Senders


def test_a_letter_of_a_killed_sender_is_sent_by_another(waiting: None):
    write()
    assert claim_next_letter(short_lived=False)
    assert not send_next(short_lived=False), "it is another's"

    with clock.held(clock.now() + CLAIMED):
        assert send_next(short_lived=False)

    assert len(mail.outbox) == 1


def test_two_senders_never_take_the_same_letter(waiting: None, monkeypatch: pytest.MonkeyPatch):
    letter = write()
    honest = LetterQuerySet.due

    def seen_by_another_too(self: LetterQuerySet, at: datetime) -> LetterQuerySet:
        found = honest(self, at)
        if found:  # between the look and the claim
            Letter.objects.filter(pk=letter.pk).update(due_at=at + CLAIMED)
        return found

    monkeypatch.setattr(LetterQuerySet, "due", seen_by_another_too)

    assert claim_next_letter(short_lived=False) is None


# Keys and time


def test_waiting_letters_are_put_under_a_new_key(waiting: None, tmp_path: Any, settings: Settings):
    write()
    old = settings.LEVELGROUND_KEY_FILE.read_text()
    both = tmp_path / "kek"
    both.write_text("A" * 43 + "=\n" + old)
    settings.LEVELGROUND_KEY_FILE = both

    call_command("rewrap", stdout=(said := io.StringIO()))
    assert said.getvalue().startswith("Wrapped 1 keys")

    both.write_text("A" * 43 + "=\n")
    send_next(short_lived=False)
    assert len(mail.outbox) == 1


def test_that_it_was_sent_is_forgotten_after_two_years():
    write()

    assert not forget_letters(clock.now() + timedelta(days=729))
    assert forget_letters(clock.now() + timedelta(days=731)) == 1


# Headers (goal S16; the long form is more examples)

BREAKS = st.sampled_from(["\r", "\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x00"])
NAMES = st.lists(st.one_of(st.text(max_size=20), BREAKS), max_size=8).map("".join)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=NAMES)
def test_no_name_adds_a_header(name: str):
    mail.outbox.clear()

    write(name=f"{name}\nBcc: eve@example.org")

    raw = mail.outbox[0].message()
    assert raw["Bcc"] is None
    assert set(raw.keys()) == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding"),
        *("Subject", "From", "To", "Date", "Message-ID", "Content-Language"),
    }
