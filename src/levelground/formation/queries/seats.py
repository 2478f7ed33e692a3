"""Reading seats: one's own, and what a coordinator may know of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from levelground.accounts.models import Person
from levelground.formation import store
from levelground.formation.domain.proposal import Proposal
from levelground.formation.models import ProposedGroup, Publication, Seat
from levelground.formation.queries.earlier_groups import what_becomes
from levelground.runtime import clock


def seats_of(person: Person) -> QuerySet[Seat]:
    """Seats that wait for this person, by their address, which they proved by signing in."""
    return (
        Seat.objects.open(clock.now())
        .filter(email=person.email)
        .select_related("group__publication__round")
        .order_by("pk")
    )


def is_seated(email: str) -> bool:
    """Whether a seat waits for this address."""
    return Seat.objects.open(clock.now()).filter(email=email).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A seat as its person sees it: the first names and roles of those beside them."""

    seat: Seat
    others: Sequence[tuple[int, str, str]]  # number, first name, role
    name: str  # by which the others see this person
    role: str
    first: datetime | None  # the first meeting, if a time was found
    ends: datetime | None
    yeses: int
    becomes: Sequence[str]  # of groups that exist already

    @property
    def of(self) -> int:
        return len(self.others) + 1


def shown_at(seat: Seat, person: Person) -> Shown:
    group = seat.group
    shown = store.open_shown(group)
    mine = next(((name, role) for number, name, role in shown if number == seat.number), ("", ""))
    first = first_meeting(group)
    return Shown(
        seat=seat,
        others=[one for one in shown if one[0] != seat.number],
        name=mine[0],
        role=mine[1],
        first=first,
        ends=first + timedelta(minutes=group.minutes) if first else None,
        yeses=group.seats.filter(state=Seat.State.YES).count(),
        becomes=tuple(what_becomes(group, person)),
    )


def first_meeting(group: ProposedGroup) -> datetime | None:
    """The first date at the time that suits all, if one was found."""
    if group.slot_minute is None:
        return None
    return _first(group.slot_minute, group.slot_from, group.slot_zone)


def _first(minute: int, day: date, zone: str) -> datetime:
    day += timedelta(days=(minute // 1440 - day.weekday()) % 7)
    return datetime.combine(day, time(minute % 1440 // 60, minute % 60), tzinfo=ZoneInfo(zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A proposed group as the coordinator sees it: counts, never who said what."""

    number: int
    name: str
    yes: int
    asked: int  # and still in time
    late: int  # did not answer in time
    wrong: int
    stands: bool
    has_changed: bool  # on the board, since they were asked
    broken: Sequence[str] = ()

    @property
    def of(self) -> int:
        return self.yes + self.asked + self.late + self.wrong

    @property
    def urgency(self) -> int:
        """What needs the coordinator comes first."""
        if self.stands:
            return 3
        return 0 if self.wrong or self.has_changed else 1 if self.late else 2


def counted(
    publication: Publication, proposal: Proposal | None, broken: Mapping[int, Sequence[str]]
) -> list[Counted]:
    """All proposed groups, those first that need something. A fixed number of queries."""
    now = clock.now()
    asked = Q(seats__state=Seat.State.ASKED)
    groups = ProposedGroup.objects.filter(publication=publication).annotate(
        yes=Count("seats", filter=Q(seats__state=Seat.State.YES)),
        asked=Count("seats", filter=asked & Q(seats__expires_at__gt=now)),
        late=Count("seats", filter=asked & Q(seats__expires_at__lte=now)),
        wrong=Count("seats", filter=Q(seats__state=Seat.State.WRONG)),
    )
    seated: dict[int, list[int]] = {}
    rows = Seat.objects.filter(group__publication=publication).order_by("number")
    for group_id, number in rows.values_list("group", "number"):
        seated.setdefault(group_id, []).append(number)
    found = []
    for group in groups:
        stands = group.stands_at is not None
        sits = proposal.groups[group.number] if proposal else ()
        found.append(
            Counted(
                number=group.number,
                name=group.name,
                yes=group.yes,
                asked=group.asked,
                late=group.late,
                wrong=group.wrong,
                stands=stands,
                has_changed=not stands
                and proposal is not None
                and list(sits) != seated.get(group.pk, []),
                broken=() if stands else broken.get(group.number, ()),
            )
        )
    return sorted(found, key=lambda one: (one.urgency, one.number))
