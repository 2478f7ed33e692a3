"""Writing letters, sending them, forgetting them. Whoever posts one need not wait for the post."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from levelground.accounts.models import Person
from levelground.letters import store
from levelground.letters.models import Letter
from levelground.letters.store import Mail
from levelground.letters.tasks import send_letter
from levelground.live import clock
from levelground.sealing.envelope import Unopenable

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
PAUSE_FOR_KEY = timedelta(minutes=15)  # between looks whether its key has come back
MOST_TRIES = 20  # about four days
TO_OPERATOR = "operator"
ONCE_A_DAY = timedelta(days=1)
KEPT = timedelta(days=730)  # that a letter was sent, and of what kind
CALENDAR_FILE = "dates.ics"

log = logging.getLogger(__name__)


@transaction.atomic
def post(
    *,
    to: str,
    template: str,
    context: Mapping[str, object],
    kind: str,
    person: Person | None = None,
    calendar: str = "",
    method: str = "REQUEST",
    language: str = "",
) -> Letter:
    """Write a letter in the caller's transaction; it leaves soon after, or again and again until.

    `template` is a text template without people's words. Its first line is the subject, then an
    empty line, then the body. `kind` says what sort of letter it is, for whoever counts or proves.
    """
    with translation.override(language or translation.get_language()):
        subject, _empty, text = render_to_string(template, dict(context)).strip().partition("\n")
    mail = Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        calendar=calendar,
        method=method if calendar else "",
    )
    letter = Letter(kind=kind, person=person, made_at=clock.now())
    store.seal_mail(letter, mail)
    letter.save()
    send_letter.enqueue(letter.pk)
    return letter


def tell_operator(*, troubles: Sequence[str]) -> bool:
    """Write to whoever runs the place, once a day at most. True if that was done now.

    It leaves at once and is not sealed: the queue or the key file may be what is wrong.
    """
    to, at = settings.OPERATOR_EMAIL, clock.now()
    told = Letter.objects.filter(kind=TO_OPERATOR, made_at__gt=at - ONCE_A_DAY)
    if not to or not troubles or told.exists():
        return False
    context = {"address": settings.ADDRESSES[0], "troubles": troubles}
    text = render_to_string("letters/mail/operator.txt", context)
    subject, _empty, body = text.strip().partition("\n")
    try:
        EmailMultiAlternatives(subject=subject, body=body.strip() + "\n", to=[to]).send()
    except (OSError, SMTPException):
        log.error("The operator could not be written to.")  # noqa: TRY400 - no address
        return False
    Letter.objects.create(kind=TO_OPERATOR, made_at=at, sent_at=at, wrapped=b"", body=b"")
    return True


def deliver(*, letter_id: int) -> None:
    """Send a letter if it still waits. What went wrong with the post is tried again later."""
    letter = Letter.objects.waiting().filter(pk=letter_id).first()
    if letter is None:
        return  # sent by an earlier try, or whoever it was for has gone
    try:
        _hand_over(letter, store.open_mail(letter))
    except Unopenable:
        _wait_for_its_key(letter)
    except (OSError, SMTPException):
        _try_later(letter)
    else:
        Letter.objects.filter(pk=letter.pk).update(sent_at=clock.now(), body=b"", wrapped=b"")


def rewrap_letters() -> int:
    """After a new key-encryption key was put first into the key file. Returns how many changed."""
    with transaction.atomic():
        changed = [one for one in Letter.objects.waiting() if store.rewrap(one)]
        Letter.objects.bulk_update(changed, ["wrapped", "wrapped_with"])
    return len(changed)


def forget_letters(at: datetime) -> int:
    """Delete what says that a letter was sent long ago. Returns how many there were."""
    return Letter.objects.filter(made_at__lt=at - KEPT).delete()[0]


def _hand_over(letter: Letter, mail: Mail) -> None:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={"Message-ID": f"<letter-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S%f}@levelground>"},
    )
    if mail.calendar:
        # Mail programs that know calendars read the first; others show the second, as a file to open.
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.method}")
        message.attach(CALENDAR_FILE, mail.calendar.encode(), "application/ics")
    message.send()


def _wait_for_its_key(letter: Letter) -> None:
    """What does not open may open when the right key file is back; only its operator gives it up."""
    if letter.wrapped_with in store.lost_keys():
        log.error("Letter %d was given up: its key was declared lost.", letter.pk)
        _give_up(letter)
        return
    log.error("Letter %d does not open with this key file; it waits.", letter.pk)
    send_letter.using(run_after=clock.now() + PAUSE_FOR_KEY).enqueue(letter.pk)


def _try_later(letter: Letter) -> None:
    letter.tries += 1
    if letter.tries >= MOST_TRIES:
        log.error("Letter %d was given up after %d tries.", letter.pk, letter.tries)
        _give_up(letter)
        return
    pause = min(FIRST_PAUSE * 2 ** (letter.tries - 1), LONGEST_PAUSE)
    log.warning("Letter %d did not get away; it is tried again.", letter.pk)
    with transaction.atomic():
        letter.save(update_fields=["tries"])
        send_letter.using(run_after=clock.now() + pause).enqueue(letter.pk)


def _give_up(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        tries=letter.tries, given_up_at=clock.now(), body=b"", wrapped=b""
    )
