"""Whose turn it is, from the group's past: nobody is last for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from levelground.core.session.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What counts of one earlier session."""

    order: tuple[str, ...]  # of speaking, as it stood at the end
    presenters: tuple[str, ...]
    role_holders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Who speaks first, and who has waited longest for presenting and for a role."""

    order: tuple[str, ...]
    presenter_order: tuple[str, ...]
    role_order: tuple[str, ...]


def past_of(state: State, roles_held: Sequence[str]) -> Past:
    """What the next session needs to know of this one."""
    presented = {part.presenter for part in state.plan if part.presenter}
    return Past(
        order=state.order,
        presenters=tuple(member for member in state.members if member in presented),
        role_holders=tuple(roles_held),
    )


def rotation(members: Sequence[str], pasts: Sequence[Past]) -> Rotation:
    """Propose an order for `members` from `pasts`, oldest first.

    Who never presented comes first, then who presented longest ago; equal waits keep the order of
    joining. The last session's order of speaking is kept, so that whoever spoke last goes first.
    """
    last = [member for member in (pasts[-1].order if pasts else ()) if member in members]
    order = (*last, *(member for member in members if member not in last))
    return Rotation(
        order=order,
        presenter_order=_longest_waiting(members, [past.presenters for past in pasts]),
        role_order=_longest_waiting(members, [past.role_holders for past in pasts]),
    )


def _longest_waiting(members: Sequence[str], times: Sequence[Sequence[str]]) -> tuple[str, ...]:
    last: dict[str, int] = {}
    for number, people in enumerate(times, start=1):
        for person in people:
            last[person] = number
    return tuple(sorted(members, key=lambda member: last.get(member, 0)))


def next_for_role(state: State, role: str, presenter: str | None, process: str) -> str | None:
    """Who has waited longest, is here, does not present and holds no other role of this process."""
    others = [state.roles.get(other.id) for other in state.book[process].roles if other.id != role]
    able = [
        member for member in state.role_order if member in state.present and member != presenter
    ]
    free = [member for member in able if member not in others]
    return next(iter(free or able), None)
