"""From a proposal to what a coordinator sees: what a group covers, never who is what.

Sentences that name people beside what they said are left out here, whatever the core says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from levelground.core.formation import Rule
from levelground.formation.cards import Card, Consequence, Seat, Share
from levelground.formation.models import Change, Round
from levelground.formation.proposal import WAITING, Impossible, Proposal, after
from levelground.formation.queries import (
    changes_of,
    listed_in,
    problem_of,
    proposal_of,
    roster_of,
    told_by,
)
from levelground.formation.roster import Listed
from levelground.formation.sentences import in_words

if TYPE_CHECKING:  # numbers load slowly, and most processes never need them
    from levelground.core.formation.problem import Problem
    from levelground.core.formation.table import Table

PAGE = 24  # groups on one page


@dataclass(frozen=True, kw_only=True)
class Board:
    """A proposal as it stands, with everything that the page asks of it."""

    problem: Problem
    listed: Listed = field(repr=False)
    proposal: Proposal
    told: Mapping[str, Any]
    is_proven: bool = False

    @cached_property
    def index(self) -> dict[int, int]:
        """A person's number in the list → their place in the problem; not there: left out."""
        place = self.problem.index
        return {
            number: place[person.id]
            for number, person in enumerate(self.listed.people)
            if person.id in place and number not in self.listed.gone
        }

    @cached_property
    def share(self) -> Share:
        return Share(share=self._share(self.proposal), is_proven=self.is_proven)

    @cached_property
    def open(self) -> tuple[int, ...]:
        """Groups that do not stand yet. The others are their members' own, and not shown."""
        stands = self.proposal.stands
        return tuple(at for at in range(len(self.proposal.groups)) if at not in stands)

    @property
    def helps(self) -> tuple[str, ...]:
        """The smallest changes that would place more people."""
        return tuple(in_words(text) for text in self.told.get("helps", ()))

    @property
    def story(self) -> tuple[str, ...]:
        """How the search went."""
        return tuple(in_words(text) for text in self.told.get("story", ()))

    @property
    def placed(self) -> int:
        return sum(len(members) for members in self.proposal.groups)

    @property
    def standing(self) -> int:
        """Groups with somebody in them."""
        return sum(bool(members) for members in self.proposal.groups)

    @cached_property
    def mean(self) -> float:
        mixes = [self.table(members).mix for members in self.proposal.groups if members]
        return sum(mixes) / len(mixes) if mixes else 0.0

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
        reasons = self.told.get("waits", {})
        return tuple(
            Seat(
                number=number,
                name=self.listed.name(number),
                reason=in_words(
                    reasons.get(str(number), ["", _("Taken out of a group by hand.")])[1]
                ),
                may_move=number in self.index,
                swap=self.if_swapped(picked, number),
            )
            for number in self.proposal.waiting
            if number not in self.listed.gone
        )

    def picked(self, number: int) -> Seat | None:
        """Somebody who is to be moved, if they can be."""
        place = self.proposal.place_of(number)
        may_move = number in self.index or (place != WAITING and number < self.proposal.people)
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
            slot=in_words(table.slots[0]) if members and table.slots else "",
            more_slots=len(table.slots) - 1 if members else 0,
            languages=table.languages if members else (),
            trained=sum(person.trained for person in table.people),
            organisations=len({p.organisation for p in table.people if p.organisation}),
            covers=tuple(f"{name}: {in_words(what)}" for name, what in table.covers)
            if members
            else (),
            mix=table.mix,
            mean=self.mean,
            broken=self.broken_in(members),
            is_locked=is_locked,
            earlier=earlier,
            move=None if picked is None else self.if_("moved", {"person": picked, "to": at}),
        )

    def if_swapped(self, picked: int | None, number: int) -> Consequence | None:
        """What it would do if these two changed places."""
        if picked is None or picked == number or number not in self.index:
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
        will = {(at, text) for at in before for text in self.broken_in(then.groups[at])}
        return Consequence(
            breaks=tuple(dict.fromkeys(text for _at, text in sorted(will - were))),
            mends=tuple(dict.fromkeys(text for _at, text in sorted(were - will))),
            share=self._share(then),
            before=self.share.share,
        )

    def _share(self, proposal: Proposal) -> float:
        mix = sum(self.table(members).mix for members in proposal.groups if members)
        sizes = tuple(
            sorted(len(self.table(members).members) for members in proposal.groups if members)
        )
        placed = tuple(
            sorted(self.index[p] for members in proposal.groups for p in members if p in self.index)
        )
        most = _bound(_Same(self.problem), placed, sizes)
        return min(1.0, mix / most) if most > 0 else 1.0

    def table(self, members: Sequence[int]) -> Table:
        """These people as one group."""
        key = tuple(members)
        if key not in self._tables:
            from levelground.core.formation.table import Table  # noqa: PLC0415 - slow to load

            at = tuple(self.index[number] for number in key if number in self.index)
            self._tables[key] = Table(problem=self.problem, members=at)
        return self._tables[key]

    @cached_property
    def _tables(self) -> dict[tuple[int, ...], Table]:
        return {}

    def broken_in(self, members: Sequence[int]) -> tuple[str, ...]:
        """What these people would break as one group."""
        key = tuple(members)
        if key not in self._breaches:
            found = self.table(members).broken() if members else {}
            lost = any(number not in self.index for number in key)
            more = (_("Somebody here has no time left that would suit any group."),) if lost else ()
            self._breaches[key] = (*more, *discreet(found))
        return self._breaches[key]

    @cached_property
    def _breaches(self) -> dict[tuple[int, ...], tuple[str, ...]]:
        return {}


def board_of(round_: Round) -> Board | None:
    """The proposal of a round as it stands; None if there is none."""
    roster = roster_of(round_)
    proposal = proposal_of(round_, roster) if roster else None
    if roster is None or proposal is None:
        return None
    steps = list(changes_of(round_))
    listed = listed_in(roster)
    return Board(
        problem=problem_of(round_, roster),
        listed=listed,
        proposal=replace(proposal, mates=listed.mates()),
        told=told_by(round_),
        is_proven=steps[-1].kind == Change.Kind.PROPOSED and steps[-1].what["is_proven"],
    )


def discreet(broken: Mapping[Rule, Sequence[str]]) -> Iterator[str]:
    """What is broken, without names: reporting lines and wishes are told in confidence."""
    in_confidence = {
        Rule.EQUAL_STANDING: _("Their standing is not equal."),
        Rule.NOT_TOGETHER: _("Two are not to be put together."),
        Rule.TOGETHER: _("Two who wish to be together are parted."),
        Rule.MINORITY: _("Somebody is alone in what they asked not to be alone in."),
    }
    for rule, sentences in broken.items():
        if rule in in_confidence:
            yield in_confidence[rule]
        else:
            yield from dict.fromkeys(in_words(sentence) for sentence in sentences)


class _Same:
    """A problem that is compared by identity."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.problem is self.problem

    def __hash__(self) -> int:
        return id(self.problem)


@lru_cache(maxsize=256)
def _bound(same: _Same, placed: tuple[int, ...], sizes: tuple[int, ...]) -> float:
    import numpy as np  # noqa: PLC0415 - slow to load

    from levelground.core.formation.bound import upper_bound  # noqa: PLC0415

    return float(upper_bound(same.problem.answers, np.array(placed, dtype=np.int64), list(sizes)))
