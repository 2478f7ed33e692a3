"""Everything that changes a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.accounts.queries import may_come_in
from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.live.models import SignIn
from levelground.runtime import clock

UNFINISHED = timedelta(days=1)


class Gone(Exception):
    """What somebody proved a while ago lets nobody in any more."""


class Taken(Exception):
    """Somebody else has this address. The message is for whoever wants it and reads its mail."""


@transaction.atomic
def expect(*, email: str) -> Person | None:
    """Make room for somebody who has typed a new address. None if they may not come in.

    They are nobody yet: without a name, and forgotten after a day unless they type the code.
    """
    if not may_come_in(email):
        return None
    forget_unfinished(clock.now())
    person, _ = Person.objects.get_or_create(email=email, defaults={"joined_at": clock.now()})
    return person if person.is_active else None


def choose_language(*, person: Person, language: str) -> None:
    """In which they read pages and letters from now on."""
    person.language = language
    person.save(update_fields=["language"])


def rename(*, person: Person, name: str) -> None:
    """Change what the others call a person."""
    person.name = name
    person.save(update_fields=["name"])


@transaction.atomic
def name_newcomer(*, person: Person, name: str, email: str | None) -> None:
    """Give a name to somebody who has just proved who they are, and the language they read. Raises Gone.

    Their proof has waited: meanwhile the account may be somebody's who came in another way, closed,
    or at another address. Then what let this browser in counts no more.
    """
    now = Person.objects.select_for_update().filter(pk=person.pk).first()
    if now is None or not now.is_active or now.has_come_in or (email and email != now.email):
        raise Gone
    rename(person=now, name=name)
    choose_language(person=now, language=get_language() or "")


def keep_account(*, person: Person, name: str, time_zone: str, language: str | None = None) -> None:
    """Change what a person said of themselves."""
    person.name, person.time_zone = name, time_zone
    if language is not None:
        person.language = language
    person.save(update_fields=["name", "time_zone", "language"])


@transaction.atomic
def give_address(*, person: Person, email: str) -> None:
    """Let a person have another address, which they have proved to read. Raises Taken.

    What waits for them at the one before is not moved: `mine.address` does that.
    """
    others = list(Person.objects.select_for_update().filter(email=email).exclude(pk=person.pk))
    if any(one.has_come_in for one in others):
        raise Taken(
            _("By now this address has an account of its own. Sign in with it, or give another.")
        )
    for one in others:  # who typed it and never came in: the very rows that were looked at
        one.delete()
    person.email = email
    person.save(update_fields=["email"])
    record(EntryKind.ADDRESS_CHANGED, by=person.pk)
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def sign_out_elsewhere(request: HttpRequest, *, person: Person) -> None:
    """On every device but this one, which goes on under a new key."""
    sign_out_everywhere(person=person)
    request.session.cycle_key()


def sign_out_everywhere(*, person: Person, by_them: bool = True) -> None:
    """On every device, whoever holds it. Open pages notice within a moment."""
    SignIn.objects.filter(person=person).delete()
    if by_them:
        record(EntryKind.SIGNED_OUT, act="everywhere", by=person.pk)


def note_wrong_code(*, email: str) -> None:
    """For the security log. The same work for an address without an account."""
    person = Person.objects.filter(email=email).first()
    record(EntryKind.REFUSED, act="code", concerning=person.pk if person else None)


def forget_unfinished(at: datetime) -> int:
    """Delete those who asked for a code and never used it. Returns how many they were."""
    unfinished = Person.objects.filter(name="", last_login=None, joined_at__lt=at - UNFINISHED)
    return unfinished.delete()[0]
