"""A proposal as it stands, held against the rules of its round.

Nothing here is reckoned from what people are: whether the rules about that hold is one yes or no for a
group, and what is in between stays with the search (`discretion`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from levelground.formation.domain.discretion import a_rule, sentences_of
from levelground.formation.domain.proposal import Proposal
from levelground.formation.domain.roster import Listed

if TYPE_CHECKING:  # numbers load slowly, and most processes never need them
    from levelground.core.formation.explaining.table import Table
    from levelground.core.formation.problem import Problem


@dataclass(frozen=True, kw_only=True)
class CheckedProposal:
    """A proposal and the rules that it is held against."""

    problem: Problem
    named: Problem  # the same people under the rules that are named alone
    listed: Listed = field(repr=False)
    proposal: Proposal
    explanations: Mapping[str, Any]

    @cached_property
    def index(self) -> dict[int, int]:
        """A person's number in the list → their place in the problem; not there: left out."""
        return self._places_in(self.problem)

    @cached_property
    def _named_index(self) -> dict[int, int]:
        return self._places_in(self.named)

    def _places_in(self, problem: Problem) -> dict[int, int]:
        place = problem.index
        return {
            number: place[person.id]
            for number, person in enumerate(self.listed.people)
            if person.id in place and number not in self.listed.gone
        }

    @cached_property
    def open(self) -> tuple[int, ...]:
        """Groups that do not stand yet. The others are their members' own, and not shown."""
        stands = self.proposal.stands
        return tuple(at for at in range(len(self.proposal.groups)) if at not in stands)

    def takes_part(self, number: int) -> bool:
        """Whether they said yes, where that is asked for, and have not left since."""
        if number in self.listed.gone:
            return False
        return self.listed.people[number].opted_in or not self.problem.rules.opted_in

    def slot(self, members: Sequence[int]) -> int | None:
        """The weekly time that suits these people best: minutes from Monday, midnight."""
        from levelground.core.formation.weeks import slot_name  # noqa: PLC0415 - slow to load

        rules, names = self.problem.rules, self.table(members).slots
        if not rules.slot or not names:
            return None
        minutes = (
            slot * rules.slot_step
            for slot in self.problem.slots
            if slot_name(slot, rules) == names[0]
        )
        return int(next(minutes))

    def is_kept_from(self, then: Proposal) -> bool:
        """Whether a rule that is not named holds in a group now, and would not then."""
        now = self.proposal.groups
        return any(
            self.breaks_unnamed(members) and not self.breaks_unnamed(now[at])
            for at, members in enumerate(then.groups)
            if members != now[at]
        )

    def table(self, members: Sequence[int]) -> Table:
        """These people as one group."""
        from levelground.core.formation.explaining.table import Table  # noqa: PLC0415 - slow to load

        at = tuple(self.index[number] for number in members if number in self.index)
        return Table(problem=self.problem, members=at)

    def broken_in(self, members: Sequence[int]) -> tuple[str, ...]:
        """What these people would break as one group."""
        key = tuple(members)
        if key not in self._named_breaches:
            self._named_breaches[key] = tuple(self._named_broken(key)) if key else ()
        more = (a_rule(),) if self.breaks_unnamed(key) else ()
        return (*self._named_breaches[key], *more)

    def _named_broken(self, members: Sequence[int]) -> Iterator[str]:
        from levelground.core.formation.explaining.table import Table  # noqa: PLC0415 - slow to load

        index = self._named_index
        at = tuple(index[number] for number in members if number in index)
        return sentences_of(Table(problem=self.named, members=at).broken())

    def breaks_unnamed(self, members: Sequence[int]) -> bool:
        """Whether they would break a rule about what people told us, whichever it is."""
        key = tuple(members)
        if key not in self._unnamed_breaches:
            from levelground.core.formation.explaining.confidential import is_kept_apart  # noqa: PLC0415 - slow to load

            at = tuple(self.index[number] for number in key if number in self.index)
            is_kept = bool(at) and is_kept_apart(self.problem, at)
            self._unnamed_breaches[key] = is_kept or len(at) < len(key)
        return self._unnamed_breaches[key]

    @cached_property
    def _named_breaches(self) -> dict[tuple[int, ...], tuple[str, ...]]:
        return {}

    @cached_property
    def _unnamed_breaches(self) -> dict[tuple[int, ...], bool]:
        return {}
