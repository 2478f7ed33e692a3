"""From a proposal to what a coordinator sees: what a group covers, never who is what.

Nothing here is reckoned from what people are: whether the rules about that hold is one yes or no for a
group, and what is in between stays with the search (`discretion`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from levelground.formation.cards import Card, Consequence, Seat
from levelground.formation.discretion import FEW, a_rule, advice, sentences_of
from levelground.formation.models import Round
from levelground.formation.proposal import WAITING, Impossible, Proposal, after
from levelground.formation.queries import (
    listed_in,
    problems_of,
    proposal_of,
    roster_of,
    told_by,
)
from levelground.formation.roster import Listed
from levelground.formation.sentences import in_words

if TYPE_CHECKING:  # numbers load slowly, and most processes never need them
    from levelground.core.formation.explaining.table import Table
    from levelground.core.formation.problem import Problem

PAGE = 24  # groups on one page


@dataclass(frozen=True, kw_only=True)
class Board:
    """A proposal as it stands, with everything that the page asks of it."""

    problem: Problem
    named: Problem  # the same people under the rules that are named alone
    listed: Listed = field(repr=False)
    proposal: Proposal
    told: Mapping[str, Any]

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

    @property
    def helps(self) -> tuple[str, ...]:
        """The smallest changes that would place more people."""
        return advice(self.told.get("helps", ()))

    @property
    def placed(self) -> int:
        return sum(len(members) for members in self.proposal.groups)

    @property
    def standing(self) -> int:
        """Groups with somebody in them."""
        return sum(bool(members) for members in self.proposal.groups)

    @cached_property
    def broken(self) -> tuple[tuple[str, str], ...]:
        """(group, what is broken in it) for every rule that does not hold."""
        return tuple(
            (self.proposal.names[at], what)
            for at in self.open
            for what in self.broken_in(self.proposal.groups[at])
        )

    def cards(self, *, page: int = 1, picked: int | None = None) -> tuple[Card, ...]:
        first = (page - 1) * PAGE
        return tuple(self._card(at, picked) for at in self.open[first : first + PAGE])

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.open) // PAGE))

    def waiting(self, *, picked: int | None = None) -> tuple[Seat, ...]:
        return tuple(
            Seat(
                number=number,
                name=self.listed.name(number),
                reason=self.why_waiting(number),
                may_move=self.takes_part(number),
                swap=self.if_swapped(picked, number),
            )
            for number in self.proposal.waiting
            if number not in self.listed.gone
        )

    def why_waiting(self, number: int) -> str:
        """Why somebody is in no group, as far as it is anybody's business but theirs."""
        if not self.takes_part(number):
            return _("They have not said yes.")
        if str(number) not in self.told.get("waits", {}):
            return _("Taken out of a group by hand.")
        if number not in self.index:
            return _("The rules need something that they have not told us, or other times.")
        return _("No group has a place for them under these rules.")

    def takes_part(self, number: int) -> bool:
        """Whether they said yes, where that is asked for, and have not left since."""
        if number in self.listed.gone:
            return False
        return self.listed.people[number].opted_in or not self.problem.rules.opted_in

    def picked(self, number: int) -> Seat | None:
        """Somebody who is to be moved, if they can be."""
        place = self.proposal.place_of(number)
        may_move = number < self.proposal.people and self.takes_part(number)
        is_free = may_move and place not in self.proposal.locked and not self.stays(number)
        return Seat(number=number, name=self.listed.name(number)) if is_free else None

    def stays(self, number: int) -> bool:
        """Whether somebody is in a group already, which is in the proposal to be joined."""
        return number in self.proposal.mates and self.proposal.place_of(number) != WAITING

    def to_wait(self, picked: int) -> Consequence | None:
        """What it would do to let somebody wait who is in a group."""
        return self.if_("moved", {"person": picked, "to": WAITING})

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

    def _card(self, at: int, picked: int | None) -> Card:
        members = self.proposal.groups[at]
        table = self.table(members)
        people = [self.listed.people[number] for number in members]
        shows_common = len(members) >= FEW and not self.breaks_unnamed(members)
        is_locked = at in self.proposal.locked
        earlier = self.listed.groups_among(members)
        stays = (
            _("Is in one of these groups already, and stays.")
            if earlier > 1
            else _("Is in this group already, and stays.")
        )
        return Card(
            at=at,
            name=self.proposal.names[at],
            seats=tuple(
                Seat(
                    number=number,
                    name=self.listed.name(number),
                    reason=stays if self.stays(number) else "",
                    may_move=not self.stays(number),
                    swap=self.if_swapped(picked, number),
                )
                for number in members
            ),
            slot=in_words(table.slots[0]) if shows_common and table.slots else "",
            languages=table.languages if shows_common else (),
            trained=sum(person.trained for person in people),
            organisations=len({person.organisation for person in people} - {""}),
            broken=self.broken_in(members),
            is_locked=is_locked,
            earlier=earlier,
            move=None if picked is None else self.if_("moved", {"person": picked, "to": at}),
        )

    def if_swapped(self, picked: int | None, number: int) -> Consequence | None:
        """What it would do if these two changed places."""
        if picked is None or picked == number or not self.takes_part(number):
            return None
        one, other = sorted((picked, number))
        return self.if_("swapped", {"one": one, "other": other})

    def if_(self, kind: str, what: Mapping[str, int]) -> Consequence | None:
        """What a change would do; None where it is not possible."""
        try:
            then = after(self.proposal, kind, what, self.proposal.people)
        except Impossible:
            return None
        before = {at: g for at, g in enumerate(self.proposal.groups) if g != then.groups[at]}
        were = {(at, text) for at, members in before.items() for text in self.broken_in(members)}
        will = {at: self.broken_in(then.groups[at]) for at in before}
        new = [text for at, texts in will.items() for text in texts if (at, text) not in were]
        return Consequence(
            breaks=tuple(dict.fromkeys(text for text in new if text != a_rule())),
            is_kept_from=self.is_kept_from(then),
        )

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


def board_of(round_: Round) -> Board | None:
    """The proposal of a round as it stands; None if there is none."""
    roster = roster_of(round_)
    proposal = proposal_of(round_, roster) if roster else None
    if roster is None or proposal is None:
        return None
    listed = listed_in(roster)
    problem, named = problems_of(round_, roster)
    return Board(
        problem=problem,
        named=named,
        listed=listed,
        proposal=replace(proposal, mates=listed.mates()),
        told=told_by(round_),
    )
