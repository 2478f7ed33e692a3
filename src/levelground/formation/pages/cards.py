"""What a coordinator sees of a proposal: groups as cards, and what a change would do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

SUGGESTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a change would do. breaks: sentences on rules that are named, which it would break.

    is_kept_from: a rule that is not named keeps it from working. That is said once it is tried.
    """

    breaks: tuple[str, ...]
    is_kept_from: bool

    @property
    def works(self) -> bool:
        return not self.breaks and not self.is_kept_from

    @property
    def words(self) -> str:
        """What it would break, as far as it can be said before it is tried; else ""."""
        return _("Breaks: %(what)s") % {"what": " ".join(self.breaks)} if self.breaks else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person in a group, or waiting. swap: what it would do to change places with them."""

    number: int
    name: str
    swap: Consequence | None = None
    reason: str = ""
    may_move: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One group. slot, languages: what they have in common; move: what it would do to come in."""

    at: int
    name: str
    seats: tuple[Seat, ...]
    slot: str
    languages: tuple[str, ...]
    trained: int
    organisations: int
    broken: tuple[str, ...]
    is_locked: bool
    earlier: int = 0  # groups that exist already: one is joined, several become one
    move: Consequence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A change that works. kind, other: what the button sends."""

    kind: str
    other: int
    label: str


def places_for(cards: Sequence[Card]) -> tuple[Suggestion, ...]:
    """The first places on these cards that work, in the order of the page and in no other."""
    moves = [
        Suggestion(kind="moved", other=card.at, label=_("Move to %(group)s") % {"group": card.name})
        for card in cards
        if card.move and card.move.works
    ]
    swaps = [
        Suggestion(
            kind="swapped",
            other=seat.number,
            label=_("Swap with %(name)s of %(group)s") % {"name": seat.name, "group": card.name},
        )
        for card in cards
        for seat in card.seats
        if seat.swap and seat.swap.works
    ]
    return (*moves, *swaps)[:SUGGESTED]
