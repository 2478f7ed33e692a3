"""What comes next for a group and one of its members.

Groups know nothing of agreements, dates, sessions and reviews. Each of those apps registers in
`ready()` how it looks at groups, and has a template `<app>/_ahead.html` that shows what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from levelground.accounts.models import Person
from levelground.core.next_steps import Ahead, first_of
from levelground.groups.models import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one matter stands: what there is to do, if anything, and what its template is to show."""

    ahead: Ahead | None = None
    about: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is before one group, for one of its members."""

    group: Group
    standings: Mapping[str, Standing] = field(repr=False)  # by app
    is_foremost: bool = False  # of all the groups that were looked at

    @property
    def first(self) -> str:
        """The app whose matter comes first; "" where there is nothing to do."""
        return first_of({app: one.ahead for app, one in self.standings.items()}) or ""

    @property
    def ahead(self) -> Ahead | None:
        return self.standings[self.first].ahead if self.first else None

    @property
    def is_asked(self) -> bool:
        """The others want this member's yes or no."""
        return self.ahead is Ahead.ASKED

    @property
    def template(self) -> str:
        return f"{self.first}/_ahead.html"

    @property
    def about(self) -> Any:
        return self.standings[self.first].about


Look = Callable[[Person, Sequence[Group]], Mapping[int, Standing]]

_looks: dict[str, Look] = {}


def look_ahead_by(app: str, look: Look) -> None:
    """Have `look(person, groups)` asked for every page that says what comes next."""
    _looks[app] = look


def outlooks(person: Person, groups: Sequence[Group]) -> list[Outlook]:
    """What comes next, for groups with their size. As many queries for one as for many."""
    seen = {app: look(person, groups) for app, look in _looks.items()}
    found = [
        Outlook(
            group=group,
            standings={app: every.get(group.pk, Standing()) for app, every in seen.items()},
        )
        for group in groups
    ]
    living = {n: one.ahead for n, one in enumerate(found) if one.group.ended_at is None}
    foremost = first_of(living)
    return [
        Outlook(group=one.group, standings=one.standings, is_foremost=n == foremost)
        for n, one in enumerate(found)
    ]


def outlook(person: Person, group: Group) -> Outlook:
    return outlooks(person, [group])[0]
