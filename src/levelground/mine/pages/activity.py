"""The activity page: what the security log says of one person, in sentences, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.audit.queries import LogLine, lines_about
from levelground.core.audit import NAMES, EntryKind
from levelground.core.words import gettext_noop as noop
from levelground.groups.models import Group
from levelground.programmes.models import Invitee, Programme

LISTS = {"programmes:list", "reports:export"}  # downloads with people's names in them
BY_THEM = {
    EntryKind.SIGNED_IN: noop("You signed in."),
    EntryKind.REFUSED: noop("Someone tried to sign in as you and had the wrong code."),
    EntryKind.SIGNED_OUT: noop("You signed out on other devices."),
    EntryKind.SIGN_IN_CHANGED: noop("You changed how you sign in."),
    EntryKind.ADDRESS_CHANGED: noop("You changed your email address."),
    EntryKind.WORDS_OPENED: noop("You read what your group wrote: %(name)s."),
    EntryKind.KEY_USED: noop("The key that protects your private notes was made or destroyed."),
    EntryKind.OPERATED: noop("The people who run this site changed or looked up your account."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of the page."""

    at: datetime
    text: str
    is_hourly: bool  # it is known to the hour only
    worth_a_look: bool  # something that somebody else did


def activity_of(person: Person) -> list[tuple[date, list[Happening]]]:
    """By day, newest first, in the person's own time zone."""
    happenings = list(_happenings(person))
    return [
        (day, list(theirs))
        for day, theirs in groupby(happenings, lambda one: timezone.localdate(one.at))
    ]


def _happenings(person: Person) -> Iterator[Happening]:
    places = list(Invitee.objects.filter(person=person).select_related("programme"))
    programmes = {place.programme_id: place.programme.name for place in places}
    coordinated = dict(Programme.objects.filter(by=person).values_list("pk", "name"))
    groups = dict(Group.objects.filter(people=person).values_list("pk", "name"))
    names = {f"group {pk}": name for pk, name in groups.items()}
    names |= {f"programme {pk}": name for pk, name in (programmes | coordinated).items()}
    shared = {f"programme {place.programme_id}": place.asked_at for place in places}
    for line in lines_about(person.pk, exports=LISTS, of=shared):
        yield Happening(
            at=line.at,
            text=_sentence(line, names.get(line.about, "")),
            is_hourly=line.kind is EntryKind.WORDS_OPENED,
            worth_a_look=not line.by_them,
        )


def _sentence(line: LogLine, name: str) -> str:
    match line.kind:
        case EntryKind.EXPORTED if not line.by_them:
            sentence = _("A coordinator downloaded the list of names and replies of %(name)s.")
        case EntryKind.EXPORTED if line.act == "mine:download":
            sentence = _("You downloaded a copy of your data.")
        case EntryKind.EXPORTED:
            sentence = _("You downloaded a list or a report: %(name)s.")
        case EntryKind.COORDINATED:
            sentence = _("You made a change as a coordinator: %(name)s.")
        case kind:
            sentence = _(BY_THEM.get(kind, NAMES[kind]))
    return sentence % {"name": name or _("something that is gone")}
