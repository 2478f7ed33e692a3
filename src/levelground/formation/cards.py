"""What a coordinator sees of a proposal: groups as cards, and what a change would do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

SUGGESTED = 3
EVEN = 0.03  # a mix this near to the mean is as good as the mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a change would do. breaks, mends: sentences. share: of what is possible, then."""

    breaks: tuple[str, ...]
    mends: tuple[str, ...]
    share: float
    before: float

    @property
    def is_fine(self) -> bool:
        return not self.breaks

    @property
    def words(self) -> str:
        """One or two sentences: what breaks, what it costs."""
        first = (
            _("Breaks: %(what)s") % {"what": " ".join(self.breaks)}
            if self.breaks
            else _("Breaks no rule.")
        )
        mended = _("Mends: %(what)s") % {"what": " ".join(self.mends)} if self.mends else ""
        return " ".join(part for part in (first, mended, self.cost) if part)

    @property
    def cost(self) -> str:
        then, now = round(100 * self.share, 1), round(100 * self.before, 1)
        if then == now:
            return _("The mix stays at %(now)s %%.") % {"now": now}
        if then > now:
            return _("The mix rises from %(now)s to %(then)s %%.") % {"now": now, "then": then}
        return _("The mix falls from %(now)s to %(then)s %%.") % {"now": now, "then": then}


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
    """One group. mix: 0..1; mean: of all groups; move: what it would do to come in."""

    at: int
    name: str
    seats: tuple[Seat, ...]
    slot: str
    more_slots: int
    languages: tuple[str, ...]
    trained: int
    organisations: int
    covers: tuple[str, ...]
    mix: float
    mean: float
    broken: tuple[str, ...]
    is_locked: bool
    earlier: int = 0  # groups that exist already: one is joined, several become one
    move: Consequence | None = None

    @property
    def mixed(self) -> str:
        """The figure in words."""
        if self.mix > self.mean * (1 + EVEN):
            how = _("more mixed than most")
        elif self.mix < self.mean * (1 - EVEN):
            how = _("less mixed than most")
        else:
            how = _("as mixed as most")
        return _("%(mix)d of 100, %(how)s") % {"mix": round(100 * self.mix), "how": how}

    @property
    def figure(self) -> dict[str, str]:
        """Places in a drawing 100 wide."""
        return {"mix": f"{100 * self.mix:.1f}", "mean": f"{100 * self.mean:.1f}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A change that breaks no rule. kind, other: what the button sends."""

    kind: str
    other: int
    label: str
    does: Consequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of something is reached, as people read it."""

    share: float
    is_proven: bool

    @property
    def percent(self) -> str:
        return f"{100 * self.share:.1f}"


def best_of(cards: Sequence[Card]) -> tuple[Suggestion, ...]:
    """What costs least of all that these cards offer without breaking a rule."""
    found = [
        Suggestion(
            kind="moved",
            other=card.at,
            label=_("Move to %(group)s") % {"group": card.name},
            does=card.move,
        )
        for card in cards
        if card.move and card.move.is_fine
    ]
    found += [
        Suggestion(
            kind="swapped",
            other=seat.number,
            label=_("Swap with %(name)s of %(group)s") % {"name": seat.name, "group": card.name},
            does=seat.swap,
        )
        for card in cards
        for seat in card.seats
        if seat.swap and seat.swap.is_fine
    ]
    found.sort(key=lambda one: -one.does.share)
    return tuple(found[:SUGGESTED])
