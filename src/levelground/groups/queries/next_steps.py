"""What comes next for a group and one of its members.

Groups know nothing of agreements, dates, sessions and reviews. `config.wiring` says how each of those
apps looks at groups, and each has a template `<app>/_next_step.html` that shows what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from levelground.accounts.models import Person
from levelground.core.next_steps import ToDo, first_of
from levelground.groups.models import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """How one matter stands: what there is to do, if anything, and what its template is to show."""

    to_do: ToDo | None = None
    about: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What is before one group, for one of its members."""

    group: Group
    matters: Mapping[str, Matter] = field(repr=False)  # by app
    is_foremost: bool = False  # of all the groups that were looked at

    @property
    def first(self) -> str:
        """The app whose matter comes first; "" where there is nothing to do."""
        return first_of({app: one.to_do for app, one in self.matters.items()}) or ""

    @property
    def to_do(self) -> ToDo | None:
        return self.matters[self.first].to_do if self.first else None

    @property
    def is_asked(self) -> bool:
        """The others want this member's yes or no."""
        return self.to_do is ToDo.ASKED

    @property
    def template(self) -> str:
        return f"{self.first}/_next_step.html"

    @property
    def about(self) -> Any:
        return self.matters[self.first].about


Look = Callable[[Person, Sequence[Group]], Mapping[int, Matter]]

_looks: dict[str, Look] = {}


def add_next_steps(app: str, look: Look) -> None:
    """Have `look(person, groups)` asked for every page that says what comes next."""
    _looks[app] = look


def next_steps_of(person: Person, groups: Sequence[Group]) -> list[NextStep]:
    """What comes next, for groups with their size. As many queries for one as for many."""
    seen = {app: look(person, groups) for app, look in _looks.items()}
    found = [
        NextStep(
            group=group,
            matters={app: every.get(group.pk, Matter()) for app, every in seen.items()},
        )
        for group in groups
    ]
    living = {n: one.to_do for n, one in enumerate(found) if one.group.ended_at is None}
    foremost = first_of(living)
    return [
        NextStep(group=one.group, matters=one.matters, is_foremost=n == foremost)
        for n, one in enumerate(found)
    ]


def next_step(person: Person, group: Group) -> NextStep:
    return next_steps_of(person, [group])[0]
