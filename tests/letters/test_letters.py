"""Letters leave, again and again until they do; nobody's words or address stay behind."""

from __future__ import annotations

import io
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from levelground.letters.actions import MOST_TRIES, deliver, forget_letters, post
from levelground.letters.models import Letter
from levelground.live import clock, jobs
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
def queue(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


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


def test_a_letter_of_a_change_that_did_not_happen_does_not_leave(queue: None):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    jobs.do_waiting()

    assert not mail.outbox
    assert not Letter.objects.exists()


def test_a_job_done_twice_sends_one_letter():
    letter = write()

    deliver(letter_id=letter.pk)

    assert len(mail.outbox) == 1


def test_a_letter_to_somebody_who_is_gone_is_gone(queue: None):
    ada = make_person("Ada")
    write(person=ada)

    ada.delete()
    jobs.do_waiting()

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
    queue: None, monkeypatch: pytest.MonkeyPatch
):
    letter = write()
    with monkeypatch.context() as closed:
        closed.setattr(EmailMessage, "send", broken)
        jobs.do_waiting()
    assert not mail.outbox
    assert not jobs.do_waiting(), "not at once again"

    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    jobs.do_waiting()

    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert (letter.tries, bool(letter.sent_at)) == (1, True)


def test_what_went_wrong_is_written_down_nowhere(
    queue: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(EmailMessage, "send", broken)
    write()

    jobs.do_waiting()

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {DBTaskResult._meta.db_table}")  # noqa: S608  a name of ours
        kept = str(cursor.fetchall())
        cursor.execute("SELECT * FROM letters_letter")
        kept += str(cursor.fetchall())
    assert "ada@" not in kept
    assert "ada@" not in caplog.text


def test_after_many_tries_it_is_given_up(monkeypatch: pytest.MonkeyPatch, queue: None):
    monkeypatch.setattr(EmailMessage, "send", broken)
    letter = write()

    for _try in range(MOST_TRIES):
        deliver(letter_id=letter.pk)

    letter.refresh_from_db()
    assert letter.given_up_at
    assert bytes(letter.body) == b""


# Jobs


def test_a_job_of_a_killed_server_is_done_by_another(queue: None):
    write()
    DBTaskResult.objects.update(
        status="RUNNING", started_at=timezone.now() - jobs.ABANDONED - timedelta(seconds=1)
    )
    assert not jobs.do_waiting()

    jobs.tidy()
    jobs.do_waiting()

    assert len(mail.outbox) == 1


def test_control_a_job_that_runs_is_left_alone(queue: None):
    write()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())

    jobs.tidy()

    assert not jobs.do_waiting()


def test_what_is_done_is_forgotten(queue: None):
    write()
    jobs.do_waiting()
    DBTaskResult.objects.update(finished_at=timezone.now() - jobs.KEPT - timedelta(seconds=1))

    jobs.tidy()

    assert not DBTaskResult.objects.exists()


# Keys and time


def test_waiting_letters_are_put_under_a_new_key(queue: None, tmp_path: Any, settings: Settings):
    write()
    old = settings.LEVELGROUND_KEY_FILE.read_text()
    both = tmp_path / "kek"
    both.write_text("A" * 43 + "=\n" + old)
    settings.LEVELGROUND_KEY_FILE = both

    call_command("rewrap_letters", stdout=(said := io.StringIO()))
    assert said.getvalue().startswith("1 keys")

    both.write_text("A" * 43 + "=\n")
    jobs.do_waiting()
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
        *("Subject", "From", "To", "Date", "Message-ID"),
    }
