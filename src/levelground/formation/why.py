"""Why somebody is where they are, or with or without somebody else, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.formation import Rule
from levelground.formation.board import Board, discreet
from levelground.formation.proposal import WAITING
from levelground.formation.sentences import in_words

OF_THE_GROUP = {Rule.SIZE, Rule.TRAINED, Rule.TOGETHER, Rule.MINORITY, Rule.ORGANISATION}


def why_of(board: Board, one: int, other: int | None) -> tuple[str, ...]:
    """Sentences on why somebody is where they are, or with or without somebody else."""
    here = board.proposal.place_of(one)
    if other is None or here == WAITING:
        return _why_waiting(board, one) if here == WAITING else _why_here(board, one, here)
    there = board.proposal.place_of(other)
    if there == WAITING:
        return _why_waiting(board, other)
    if one not in board.index or other not in board.index:
        return ()
    return (
        _why_together(board, one, other, here) if here == there else _why_apart(board, one, other)
    )


def _why_waiting(board: Board, one: int) -> tuple[str, ...]:
    told = board.told.get("waits", {}).get(str(one))
    if told:
        return (in_words(told[1]),)
    if one not in board.index:
        return (_("They cannot take part under these rules."),)
    from levelground.core.formation.explain import why_unplaced  # noqa: PLC0415 - slow to load

    groups = [
        [board.index[number] for number in members] for members in board.proposal.groups if members
    ]
    reason = why_unplaced(board.problem, board.index[one], groups).reason
    return (_("They were taken out of a group by hand."), in_words(reason))


def _why_here(board: Board, one: int, here: int) -> tuple[str, ...]:
    """How every other group would do with them instead of this one."""
    name = board.proposal.names[here]
    if one not in board.index:
        return ()
    others = [
        board.if_("moved", {"person": one, "to": at})
        for at in range(len(board.proposal.groups))
        if at != here and at not in board.proposal.locked
    ][:400]
    known = [consequence for consequence in others if consequence is not None]
    broken = sum(not consequence.is_fine for consequence in known)
    better = sum(c.is_fine and c.share > c.before for c in known)
    told = [_("In %(group)s every rule holds for them.") % {"group": name}]
    if board.broken_in(board.proposal.groups[here]):
        told = [_("In %(group)s not every rule holds.") % {"group": name}]
    if known:
        told.append(
            _("Moved into another group, they would break a rule in %(broken)d of %(all)d.")
            % {"broken": broken, "all": len(known)}
        )
        told.append(
            _("In %(better)d of them the whole would be more mixed.") % {"better": better}
            if better
            else _("In none of them would the whole be more mixed without breaking a rule.")
        )
    return tuple(told)


def _why_together(board: Board, one: int, other: int, here: int) -> tuple[str, ...]:
    from levelground.core.formation.table import distance  # noqa: PLC0415 - slow to load

    table = board.table(board.proposal.groups[here])
    told = []
    if board.problem.data.partners[board.index[one]] == board.index[other]:
        told.append(_("They are to be together, as was wished."))
    if table.slots:
        told.append(
            ngettext(
                "They share %(slot)s.",
                "They share %(slot)s and %(more)d other times.",
                len(table.slots),
            )
            % {"slot": in_words(table.slots[0]), "more": len(table.slots) - 1}
        )
    if table.languages:
        told.append(_("They share %(languages)s.") % {"languages": ", ".join(table.languages)})
    far = distance(board.problem, board.index[one], board.index[other])
    told.append(
        _(
            "How different they are: %(pair)d of 100. Two people of this group on average: %(usual)d."
        )
        % {"pair": round(100 * far), "usual": round(100 * table.mix)}
    )
    return tuple(told)


def _why_apart(board: Board, one: int, other: int) -> tuple[str, ...]:
    pair = board.table((one, other)).broken()
    told = discreet({rule: what for rule, what in pair.items() if rule not in OF_THE_GROUP})
    found = tuple(told)
    swap = board.if_swapped(one, other)
    return found or (
        _("No rule keeps these two apart; the groups are as mixed as could be found."),
        *((_("If they changed places: %(what)s") % {"what": swap.words},) if swap else ()),
    )
