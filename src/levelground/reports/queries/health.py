"""What coordinators look after, and what has been published of it: rounded, and of many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from levelground.accounts.models import Person
from levelground.core.health import Figures, GroupState, Number, Quarter
from levelground.formation.models import Publication
from levelground.formation.queries.rounds import rounds_of
from levelground.programmes.queries.programmes import coordinators_of
from levelground.reports.models import Frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A programme, or a round that belongs to none, from its first groups on."""

    key: str  # programme-3, round-7
    name: str
    since: date
    by: tuple[int, ...]  # who coordinates
    publications: tuple[int, ...]

    @property
    def about(self) -> str:
        """As the security log names it."""
        return self.key.replace("-", " ")


def looked_after_by(person: Person) -> dict[str, Looked]:
    """What this coordinator looks after, by key. Nothing for anybody else."""
    return {one.key: one for one in _looked(Q(round__in=rounds_of(person)))}


def all_looked_after() -> list[Looked]:
    return _looked(Q())


def published(looked: Looked) -> list[tuple[Quarter, Figures]]:
    """What has been frozen of it, oldest first."""
    return [
        (Quarter(row.year, row.quarter), _figures(row.figures))
        for row in Frozen.objects.filter(**owner_of(looked))
    ]


def owner_of(looked: Looked) -> dict[str, int]:
    kind, _, pk = looked.key.partition("-")
    return {kind: int(pk)}


def as_kept(figures: Figures) -> dict[str, object]:
    return {
        "groups": figures.groups,
        "people": figures.people,
        "hours": figures.hours,
        "sessions": figures.sessions,
        "worth": figures.worth,
        "states": {state: [n.least, n.most] for state, n in figures.states.items()},
    }


def _looked(which: Q) -> list[Looked]:
    rows = Publication.objects.filter(which).select_related("round__programme").order_by("at", "pk")
    found: dict[str, list[Publication]] = defaultdict(list)
    for row in rows:
        programme = row.round.programme
        found[f"programme-{programme.pk}" if programme else f"round-{row.round_id}"].append(row)
    return [_one(key, publications) for key, publications in found.items()]


def _one(key: str, publications: list[Publication]) -> Looked:
    first = publications[0].round
    programme = first.programme
    return Looked(
        key=key,
        name=programme.name if programme else first.name,
        since=publications[0].at.date(),
        by=tuple(coordinators_of(programme)) if programme else (first.by_id or 0,),
        publications=tuple(one.pk for one in publications),
    )


def _figures(kept: dict[str, object]) -> Figures:
    states = kept.get("states")
    numbers = states if isinstance(states, dict) else {}
    figures = {name: value for name, value in kept.items() if name != "states"}
    return Figures(
        **figures,  # type: ignore[arg-type]  # as `as_kept` wrote it
        states={GroupState(name): Number(least=n[0], most=n[1]) for name, n in numbers.items()},
    )
