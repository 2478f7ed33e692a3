"""Writing letters, sending them, forgetting them. Whoever posts one need not wait for the post."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from levelground.accounts.models import Person
from levelground.accounts.queries import language_at
from levelground.letters import store
from levelground.letters.models import Letter
from levelground.letters.store import Mail
from levelground.runtime import clock
from levelground.sealing.envelope import Unopenable

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
PAUSE_FOR_KEY = timedelta(minutes=15)  # between looks whether its key has come back
MOST_TRIES = 20  # about four days
TO_OPERATOR = "operator"
ONCE_A_DAY = timedelta(days=1)
FIRST_PAUSE_OF_A_CODE, LONGEST_PAUSE_OF_A_CODE = timedelta(seconds=5), timedelta(seconds=30)
# Longer than a try takes: then the sender must be gone, and the letter is anybody's again.
CLAIMED, CODE_CLAIMED = timedelta(minutes=10), timedelta(minutes=2)
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
) -> Letter:
    """Write a letter in the caller's transaction; it leaves soon after, or again and again until.

    It is in its reader's language, whoever caused it: say `person`, or their address says who it is.
    What `context` brings in words should be lazy, or written under `person.reads`.
    `template` is a text template without people's words. Its first line is the subject, then an
    empty line, then the body. `kind` says what sort of letter it is, for whoever counts or proves.
    """
    language = person.reads if person else language_at(to)
    with translation.override(language):
        subject, _empty, text = render_to_string(template, dict(context)).strip().partition("\n")
    mail = Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        calendar=calendar,
        method=method if calendar else "",
        language=language,
    )
    return _keep(mail, kind=kind, person=person)


def tell_operator(*, troubles: Sequence[str]) -> bool:
    """Write to whoever runs the place, once a day at most. True if that was done now.

    It leaves at once and is not sealed: the queue or the key file may be what is wrong.
    """
    to, at = settings.OPERATOR_EMAIL, clock.now()
    sent = Letter.objects.filter(kind=TO_OPERATOR, made_at__gt=at - ONCE_A_DAY)
    if not to or not troubles or sent.exists():
        return False
    context = {"address": settings.ADDRESSES[0], "troubles": troubles}
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("letters/mail/operator.txt", context)
    subject, _empty, body = text.strip().partition("\n")
    try:
        EmailMultiAlternatives(
            subject=subject,
            body=body.strip() + "\n",
            to=[to],
            connection=get_connection(settings.OUTBOX_BACKEND),
        ).send()
    except (OSError, SMTPException):
        log.error("The operator could not be written to.")  # noqa: TRY400 - no address
        return False
    Letter.objects.create(
        kind=TO_OPERATOR, made_at=at, due_at=at, sent_at=at, wrapped=b"", body=b""
    )
    return True


@transaction.atomic
def post_message(message: EmailMessage) -> list[Letter]:
    """Put what Django or a library would mail into the outbox: one letter for each recipient.

    One with an `Expires` header (RFC 4021) goes before all others, and not at all after that.
    """
    if message.attachments or getattr(message, "alternatives", None):
        raise ValueError("The outbox takes plain text here; `post` takes a calendar too.")
    expires = message.extra_headers.get("Expires")
    return [
        _keep(
            Mail(
                to=to,
                subject=" ".join(str(message.subject).split()),
                text=str(message.body),
                language=message.extra_headers.get("Content-Language", ""),
            ),
            kind="code" if expires else "mail",
            expires_at=parsedate_to_datetime(expires) if expires else None,
        )
        for to in message.recipients()
    ]


def claim_next_letter(*, short_lived: bool) -> Letter | None:
    """Take the letter that should be tried next, so that no other sender takes it; None if none is due.

    Of codes the newest of those least tried: its reader is most likely still waiting. Of all others
    the one that has been due longest. One whose sender was killed is due again after `CLAIMED`.
    """
    while True:
        due = Letter.objects.due(clock.now())
        if short_lived:
            letter = due.short_lived().order_by("tries", "-made_at").first()
        else:
            letter = due.filter(expires_at=None).order_by("due_at").first()
        if letter is None:
            return None
        seen = letter.due_at
        letter.due_at = clock.now() + (CODE_CLAIMED if short_lived else CLAIMED)
        same = Letter.objects.waiting().filter(pk=letter.pk, due_at=seen)
        if same.update(due_at=letter.due_at):
            return letter


def deliver(letter: Letter) -> None:
    """Send a letter that this sender has claimed. What went wrong with the post is tried again."""
    if letter.expires_at and letter.expires_at <= clock.now():
        letter.delete()
        return
    try:
        _hand_over(letter, store.open_mail(letter))
    except Unopenable:
        _wait_for_its_key(letter)
    except (OSError, SMTPException):
        _try_later(letter)
    except ValueError:
        log.error("Letter %d cannot be written as an email.", letter.pk)  # noqa: TRY400  no text
        _give_up(letter)
    else:
        _note_as_sent(letter)


def forget_letters(at: datetime) -> int:
    """Delete what says that a letter was sent long ago. Returns how many there were."""
    return Letter.objects.filter(made_at__lt=at - KEPT).delete()[0]


def forget_expired(at: datetime) -> int:
    """Delete codes that nobody can use any more. Returns how many there were."""
    return Letter.objects.filter(expires_at__lte=at).delete()[0]


def _keep(
    mail: Mail, *, kind: str, person: Person | None = None, expires_at: datetime | None = None
) -> Letter:
    now = clock.now()
    letter = Letter(kind=kind, person=person, made_at=now, due_at=now, expires_at=expires_at)
    store.seal_mail(letter, mail)
    letter.save()
    return letter


def _hand_over(letter: Letter, mail: Mail) -> None:
    headers = {"Message-ID": f"<letter-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S%f}@levelground>"}
    if mail.language:
        headers["Content-Language"] = mail.language
    if letter.expires_at:
        headers["Expires"] = format_datetime(letter.expires_at)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers=headers,
        connection=get_connection(settings.OUTBOX_BACKEND),
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
    Letter.objects.filter(pk=letter.pk).update(due_at=clock.now() + PAUSE_FOR_KEY)


def _note_as_sent(letter: Letter) -> None:
    if letter.expires_at:
        letter.delete()  # that somebody signed in is nobody's business
    else:
        Letter.objects.filter(pk=letter.pk).update(sent_at=clock.now(), body=b"", wrapped=b"")


def _try_later(letter: Letter) -> None:
    letter.tries += 1
    if letter.tries >= MOST_TRIES and not letter.expires_at:
        log.error("Letter %d was given up after %d tries.", letter.pk, letter.tries)
        _give_up(letter)
        return
    log.warning("Letter %d did not get away; it is tried again.", letter.pk)
    letter.due_at = clock.now() + _pause(letter)
    Letter.objects.filter(pk=letter.pk).update(tries=letter.tries, due_at=letter.due_at)


def _pause(letter: Letter) -> timedelta:
    first, longest = FIRST_PAUSE, LONGEST_PAUSE
    if letter.expires_at:
        first, longest = FIRST_PAUSE_OF_A_CODE, LONGEST_PAUSE_OF_A_CODE
    return min(first * 2.0 ** min(letter.tries - 1, MOST_TRIES), longest)


def _give_up(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        tries=letter.tries, given_up_at=clock.now(), body=b"", wrapped=b""
    )
