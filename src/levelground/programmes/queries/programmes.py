from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.core.formation import Rules, Weights
from levelground.core.formation.reading.profiles import ProfileAnswers
from levelground.core.formation.reading.rules_file import read_rules
from levelground.programmes import store
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import (
    Affiliation,
    Coordinator,
    Import,
    Invitee,
    InviteeQuerySet,
    Organisation,
    Profile,
    Programme,
)
from levelground.runtime import clock

IN = Q(state=Invitee.State.YES)
OUT = Q(state__in=(Invitee.State.NO, Invitee.State.GONE))
MOST_SHOWN = 200  # names of a list that was read
OPEN = Q(state=Invitee.State.INVITED)


# The coordinator's: who was asked and who said yes. Never what anybody said of themselves.


def may_coordinate(person: Person) -> bool:
    return person.is_active and person.is_staff


def programmes_of(person: Person) -> QuerySet[Programme]:
    """The programmes that this coordinator looks after. No others, and none for anybody else."""
    if not may_coordinate(person):
        return Programme.objects.none()
    beside = Coordinator.objects.filter(person=person, since__isnull=False)
    return Programme.objects.filter(Q(by=person) | Q(pk__in=beside.values("programme")))


def invitations_of(person: Person) -> QuerySet[Coordinator]:
    """The programmes that this coordinator is asked to look after, and has not answered about."""
    if not may_coordinate(person):
        return Coordinator.objects.none()
    asked = Coordinator.objects.filter(person=person, since=None)
    return asked.select_related("programme__by")


def coordinators_of(programme: Programme) -> list[int]:
    """Ids of all who look after it."""
    said_yes = Coordinator.objects.filter(programme=programme, since__isnull=False)
    return [programme.by_id, *said_yes.values_list("person", flat=True)]


def beside(programme: Programme) -> QuerySet[Coordinator]:
    """Who coordinates it beside whoever answers for it, longest first; and who is asked to."""
    rows = Coordinator.objects.filter(programme=programme).select_related("person")
    return rows.order_by(F("since").asc(nulls_last=True), "pk")


def with_counts(programmes: QuerySet[Programme], at: datetime) -> QuerySet[Programme]:
    """Each with how many said yes, how many have not answered, how many are not taking part."""
    here = Q(invitees__state=Invitee.State.INVITED, invitees__expires_at__gt=at)
    return programmes.annotate(
        yes=Count("invitees", filter=Q(invitees__state=Invitee.State.YES)),
        asked=Count("invitees", filter=here),
        out=Count("invitees", filter=Q(invitees__state__in=(Invitee.State.NO, Invitee.State.GONE))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A programme in figures."""

    yes: int
    asked: int
    out: int
    unsent: int  # of those asked, whose letter has not left yet
    undelivered: int  # of those asked, whose letter came back or never got away

    @property
    def total(self) -> int:
        return self.yes + self.asked + self.out


def counts_of(programme: Programme) -> Counts:
    invitees = Invitee.objects.filter(programme=programme).standing(clock.now())
    return Counts(
        **invitees.aggregate(
            yes=Count("pk", filter=IN),
            asked=Count("pk", filter=OPEN),
            out=Count("pk", filter=OUT),
            unsent=Count("pk", filter=OPEN & Q(notice=None)),
            undelivered=Count("pk", filter=OPEN & Q(notice__given_up_at__isnull=False)),
        )
    )


def people_in(programme: Programme) -> InviteeQuerySet:
    """Who said yes and who has been asked, by name. Whoever said no is in no list."""
    invitees = Invitee.objects.filter(IN | OPEN, programme=programme).standing(clock.now())
    return invitees.only("pk", "name", "state").order_by(F("state").desc(), "name", "pk")


def rules_of(programme: Programme) -> tuple[Rules, Weights]:
    return read_rules(programme.rules)


def draft_of(programme: Programme) -> Import | None:
    """A list that was read and not taken in yet."""
    return Import.objects.filter(programme=programme, taken_at=None).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A list as it was read: whom it would ask. Those who are here already are only counted."""

    fresh: tuple[InviteeRow, ...]
    known: int
    notes: tuple[str, ...]

    @property
    def shown(self) -> tuple[InviteeRow, ...]:
        """As many as anybody looks through."""
        return self.fresh[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return len(self.fresh) - len(self.shown)


def draft_in(draft: Import) -> Draft:
    people, notes = store.open_list(draft)
    here = addresses_in(draft.programme)
    fresh = tuple(one for one in people if one.email not in here)
    return Draft(fresh=fresh, known=len(people) - len(fresh), notes=notes)


def addresses_in(programme: Programme) -> set[str]:
    """Everybody whom the programme has asked, whatever they answered."""
    invitees = Invitee.objects.filter(programme=programme).standing(clock.now())
    return set(invitees.values_list("email", flat=True))


def addresses_out_of(programme: Programme) -> QuerySet[Invitee, str]:
    """Addresses that have said no to the programme, or have opted out of it."""
    return Invitee.objects.filter(OUT, programme=programme).values_list("email", flat=True)


def last_import(programme: Programme) -> Import | None:
    """The newest list that was taken in, while some of its people have not answered."""
    return (
        Import.objects.filter(programme=programme, taken_at__isnull=False)
        .filter(pk__in=Invitee.objects.filter(OPEN, source__isnull=False).values("source"))
        .last()
    )


# A person's own


def invitees_of(person: Person) -> InviteeQuerySet:
    """The programmes to which this person's address was asked. Nobody else's."""
    invitees = Invitee.objects.filter(email=person.email).standing(clock.now())
    return invitees.select_related("programme")


def is_asked(email: str) -> bool:
    """Whether some programme waits for this address."""
    waiting = Invitee.objects.filter(IN | OPEN, email=email)
    return waiting.standing(clock.now()).exists()


def is_needed_by_some(person: Person) -> bool:
    """Whether some programme still needs what this person said of themselves."""
    return invitees_of(person).filter(IN | OPEN).exists()


def profile_of(person: Person) -> ProfileAnswers:
    """What this person said. Only ever for themselves."""
    profile = Profile.objects.filter(person=person).first()
    return store.open_profile(profile) if profile else ProfileAnswers()


def affiliations_of(person: Person) -> list[tuple[str, bool]]:
    """The organisations this person named, and whether they are paid there."""
    rows = Affiliation.objects.filter(person=person).select_related("organisation")
    return [(row.organisation.name, row.is_paid) for row in rows]


def known_of(invitee: Invitee) -> InviteeRow:
    """What a list said of whoever has this place; for them alone, until they answer."""
    return store.open_row(invitee)


def organisations_of(programme: Programme) -> QuerySet[Organisation]:
    return programme.organisations.order_by("name")


def profile_in_words(person: Person) -> list[dict[str, object]]:
    """Everything in a profile by label, for the page and the download of the person it is about."""
    profile = Profile.objects.filter(person=person).first()
    if profile is None:
        return []
    answers = store.open_profile(profile)
    return [
        {
            str(label): value
            for label, value in (
                (_("Work"), answers.role),
                (_("Years of it"), answers.experience),
                (_("Grade"), answers.grade),
                (_("Training day"), answers.trained),
                (_("Languages"), ", ".join(answers.languages)),
                (_("Gender"), ", ".join(answers.gender)),
                (_("Ethnicity"), ", ".join(answers.ethnicity)),
                (_("Age"), _(answers.age) if answers.age else ""),
                (_("Not the only one in"), ", ".join(answers.not_alone_in)),
                (_("Time zone"), answers.time_zone),
                (_("When you could meet"), [list(span) for span in answers.free]),
                (_("In confidence"), [f"{one.standing}: {one.who}" for one in answers.confidences]),
            )
        }
    ]
