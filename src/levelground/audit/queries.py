"""The security log, read: by each person what concerns them, by the operator all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from levelground.audit.models import Chain, Entry, Pseudonym
from levelground.core.audit import EntryKind, Head, first_fault

SHOWN = 50  # of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One entry, as the person whom it concerns may know it."""

    at: datetime
    kind: EntryKind
    act: str
    about: str
    by_them: bool  # otherwise somebody else, who is not named


def lines_about(
    person: int, *, exports: Collection[str] = (), of: Mapping[str, datetime] | None = None
) -> list[LogLine]:
    """What somebody did or what concerns them, newest first: at most 50 of each kind.

    Of each kind, so that nobody pushes a sign-in off the page by many wrong codes. `exports`: pages
    that put people's names into a file; `of`: what they are part of, as “programme 3”, and since
    when. Whoever downloads such a file of such a thing concerns them.
    """
    name = Pseudonym.objects.filter(person=person).values_list("name", flat=True).first()
    theirs = Q(actor=name) | Q(subject=name) if name else Q(pk__in=())
    lists = Q(pk__in=())
    for about, since in (of or {}).items():
        lists |= Q(kind=EntryKind.EXPORTED, act__in=list(exports), about=about, at__gte=since)
    newest_first = [F("at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=F("kind"), order_by=newest_first)
    entries = Entry.objects.filter(theirs | lists).annotate(place=place)
    return [
        LogLine(
            at=entry.at,
            kind=EntryKind(entry.kind),
            act=entry.act,
            about=entry.about,
            by_them=bool(name) and entry.actor == name,
        )
        for entry in entries.filter(place__lte=SHOWN).order_by("-at", "-pk")
    ]


def entries_between(
    since: datetime, *, about: str = "", person: int | None = None, kind: str = ""
) -> QuerySet[Entry]:
    """All entries since then, oldest first, as far as they are about this thing, person and kind."""
    found = Entry.objects.filter(at__gte=since).order_by("at", "pk")
    if about:
        found = found.filter(about=about)
    if kind:
        found = found.filter(kind=kind)
    if person is not None:
        names = Pseudonym.objects.filter(person=person).values("name")
        found = found.filter(Q(actor__in=names) | Q(subject__in=names))
    return found


def people_by_pseudonym() -> dict[str, str]:
    """The address of each person who stands in the log and still has an account. For the operator."""
    return dict(Pseudonym.objects.values_list("name", "person__email"))


def chain_faults(heads: dict[str, list[Head]]) -> Iterator[tuple[Chain, str]]:
    """Each chain, oldest first, with what is wrong with it first; "" if nothing is.

    `heads`: by month, as “2026-11”, what was mailed. A month that is missing altogether is the
    caller's to see.
    """
    before = None
    for chain in Chain.objects.order_by("month"):
        rows = Entry.objects.filter(chain=chain).order_by("number")
        own = Head(number=chain.last_number, digest=chain.last_digest or chain.begins_with)
        fault = first_fault(
            chain.begins_with,
            ((row.link, row.digest) for row in rows.iterator()),
            heads=[own, *heads.get(str(chain), [])],
        )
        if not fault and before is not None and chain.begins_with != before:
            fault = "It does not follow the month before it."
        before = chain.last_digest or chain.begins_with
        yield chain, fault


def reaches(head: str) -> bool:
    """Whether the entry that a head names is there with that digest. What a month took with it is."""
    month, number, digest = head.split(":")
    oldest = Chain.objects.order_by("month").first()
    if oldest is None or month < str(oldest):
        return oldest is not None
    if number == "0":
        return True
    found = Entry.objects.filter(chain__month=f"{month}-01", number=number, digest=digest)
    return found.exists()


def chains_to_mail(at: datetime) -> QuerySet[Chain]:
    """Months that are over and whose last digest has not been mailed."""
    return Chain.objects.filter(ends_at__lte=at, mailed_at=None).order_by("month")


def newest_chain() -> Chain | None:
    return Chain.objects.order_by("month").last()
