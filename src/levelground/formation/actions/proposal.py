"""Changes to a round's proposal by hand: one row each, and undoing the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.formation.actions.rounds import CannotForm, check_open, lock, roster_in
from levelground.formation.domain.discretion import a_rule
from levelground.formation.domain.proposal import Impossible, Proposal, Staying, after
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Change, Roster, Round, Search
from levelground.formation.queries.checked_proposal import checked_proposal_of
from levelground.formation.queries.rounds import changes_of, listed_in, proposal_of, version_of
from levelground.runtime import clock


@transaction.atomic
def change_proposal(
    *, round_: Round, by: Person, kind: str, what: Mapping[str, Any], version: int
) -> Proposal:
    """One change, a row. Raises CannotForm. The same change sent twice is done once."""
    lock(round_)
    check_open(round_)
    roster = roster_in(round_)
    last = changes_of(round_).last()
    if version != version_of(round_):
        if last and version == version_of(round_) - 1 and (last.kind, last.what) == (kind, what):
            return standing(round_, roster)
        raise CannotForm(_("The proposal has changed since you looked. Here it is as it is now."))
    listed = listed_in(roster)
    try:
        changed = after(_with_mates(round_, roster, listed), kind, what, roster.people)
    except Staying as staying:
        raise CannotForm(_stays(listed.name(staying.person))) from None
    except Impossible:
        raise CannotForm(_("That is not possible. A kept group stays as it is.")) from None
    checked = checked_proposal_of(round_)
    if checked is not None and checked.is_kept_from(changed):
        raise CannotForm(a_rule() + " " + _("Nothing has been changed."))
    append(round_, kind, dict(what), by=by)
    return changed


@transaction.atomic
def undo_change(*, round_: Round, version: int) -> None:
    """Go back one change. The proposal itself stays: only what was done to it is undone.

    Raises CannotForm where somebody has decided for themselves in the meantime.
    """
    lock(round_)
    check_open(round_)
    changes = list(changes_of(round_))
    if version != version_of(round_) or len(changes) < 2:  # noqa: PLR2004 - the first is the proposal
        return
    roster = roster_in(round_)
    listed = listed_in(roster)
    now = _with_mates(round_, roster, listed)
    if changes[-1].kind == Change.Kind.LEFT:
        raise CannotForm(_("Somebody has left since. Move people by hand."))
    Change.objects.filter(pk=changes[-1].pk).update(undone_at=clock.now())
    then = standing(round_, roster)
    if any(then.groups[at] != now.groups[at] for at in now.stands):
        raise CannotForm(_("That group stands by now: all have said yes. Move people by hand."))
    if changes[-1].kind == Change.Kind.PROPOSED:
        return  # a search keeps groups that exist together
    try:
        for person in now.mates:
            if then.place_of(person) != now.place_of(person):
                now.check_goes(person, then.place_of(person))
    except Staying as staying:
        raise CannotForm(_stays(listed.name(staying.person))) from None


def missing_addresses(proposal: Proposal, listed: Listed) -> tuple[int, ...]:
    """Numbers of those in groups to whom nobody can write."""
    return tuple(
        sorted(
            person
            for members in proposal.groups
            for person in members
            if not listed.address(person)
        )
    )


def standing(round_: Round, roster: Roster) -> Proposal:
    """The proposal. Raises CannotForm."""
    proposal = proposal_of(round_, roster)
    if proposal is None:
        raise CannotForm(_("There is no proposal yet."))
    return proposal


def _with_mates(round_: Round, roster: Roster, listed: Listed) -> Proposal:
    """The proposal, in which nobody can be taken out of a group that they are in already."""
    return replace(standing(round_, roster), mates=listed.mates())


def _stays(name: str) -> str:
    return _("%(name)s is in a group already, and only they can leave it. Move somebody else.") % {
        "name": name
    }


def append(
    round_: Round,
    kind: str,
    what: dict[str, Any],
    *,
    by: Person | None,
    search: Search | None = None,
) -> None:
    """One more row of what made the proposal."""
    last = Change.objects.filter(round=round_).order_by("number").last()
    Change.objects.create(
        round=round_,
        number=last.number + 1 if last else 1,
        kind=kind,
        what=what,
        by=by,
        search=search,
        at=clock.now(),
    )
