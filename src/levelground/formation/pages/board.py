"""The board: from a proposal to what a coordinator sees. What a group covers, never who is what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from levelground.formation.domain.checked_proposal import CheckedProposal
from levelground.formation.domain.discretion import FEW, a_rule, advice
from levelground.formation.domain.proposal import WAITING, Impossible, after
from levelground.formation.domain.sentences import in_words
from levelground.formation.models import Round
from levelground.formation.pages.cards import Card, Consequence, Seat
from levelground.formation.queries.checked_proposal import checked_proposal_of

PAGE = 24  # groups on one page


@dataclass(frozen=True, kw_only=True)
class Board(CheckedProposal):
    """A proposal as it stands, with everything that the page asks of it."""

    @property
    def helps(self) -> tuple[str, ...]:
        """The smallest changes that would place more people."""
        return advice(self.explanations.get("helps", ()))

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
        if str(number) not in self.explanations.get("waits", {}):
            return _("Taken out of a group by hand.")
        if number not in self.index:
            return _("The rules need something that they have not told us, or other times.")
        return _("No group has a place for them under these rules.")

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


def board_of(round_: Round) -> Board | None:
    """The proposal of a round as it stands; None if there is none."""
    checked = checked_proposal_of(round_)
    if checked is None:
        return None
    return Board(
        problem=checked.problem,
        named=checked.named,
        listed=checked.listed,
        proposal=checked.proposal,
        explanations=checked.explanations,
    )
