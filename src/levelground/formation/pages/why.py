"""Why somebody is where they are, or with or without somebody else, in sentences that betray nobody."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.formation.domain.proposal import WAITING
from levelground.formation.pages.board import Board

LOOK = 400  # groups looked at


def why_of(board: Board, one: int, other: int | None) -> tuple[str, ...]:
    """Sentences on why somebody is where they are, or with or without somebody else."""
    if other is not None:
        return tuple(_why_these_two(board, one, other))
    here = board.proposal.place_of(one)
    if here == WAITING:
        return (board.why_waiting(one), *_other_places(board, one, here))
    holds = not board.broken_in(board.proposal.groups[here])
    name = {"group": board.proposal.names[here]}
    sentence = (
        _("Every rule holds in %(group)s.") % name
        if holds
        else _("Not every rule holds in %(group)s.") % name
    )
    return (sentence, *_other_places(board, one, here))


def _why_these_two(board: Board, one: int, other: int) -> Iterator[str]:
    """Whether a rule about what people told us keeps two people apart. Which one, nobody is told."""
    here = board.proposal.place_of(one)
    if here != WAITING and here == board.proposal.place_of(other):
        yield _("They are in the same group.")
    if board.breaks_unnamed(sorted((one, other))):
        yield _("A rule keeps these two apart.")
    else:
        yield _("No rule keeps these two apart.")


def _other_places(board: Board, one: int, here: int) -> Iterator[str]:
    """In how many groups there would be a place for them."""
    tried = [
        board.if_("moved", {"person": one, "to": at})
        for at in board.open
        if at != here and board.proposal.groups[at]
    ][:LOOK]
    known = [consequence for consequence in tried if consequence is not None]
    if known and board.takes_part(one):
        works = sum(consequence.works for consequence in known)
        yield ngettext(
            "There is a place for them in %(works)d of %(count)d other group.",
            "There is a place for them in %(works)d of %(count)d other groups.",
            len(known),
        ) % {"works": works, "count": len(known)}
