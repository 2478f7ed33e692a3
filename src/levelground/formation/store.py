"""Sealing and opening what people said of themselves. Only this app may use it.

Each roster has a key of its own: whoever deletes the row has destroyed the key. How:
`levelground.sealing`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from levelground.formation.domain.roster import Listed, packed, unpacked
from levelground.formation.models import ProposedGroup, Roster, Search
from levelground.sealing import sealed_row


def seal_people(roster: Roster, listed: Listed) -> None:
    """Put a list of people into a roster of a saved round. The row is not saved."""
    if not roster.wrapped:
        sealed_row.give_key(roster)
    roster.people = len(listed.people)
    roster.body = sealed_row.seal(roster, packed(listed))


def open_people(roster: Roster) -> Listed:
    return unpacked(sealed_row.open_sealed(roster, roster.body))


def seal_explanations(search: Search, explanations: dict[str, Any]) -> None:
    """What a search says about people. The row is not saved."""
    plain = json.dumps(explanations).encode()
    search.explanations = sealed_row.seal(search.roster, plain, _of_search(search))


def open_explanations(search: Search) -> dict[str, Any]:
    if not search.explanations:
        return {}
    plain = sealed_row.open_sealed(search.roster, search.explanations, _of_search(search))
    explanations: dict[str, Any] = json.loads(plain)
    return explanations


def seal_shown(group: ProposedGroup, shown: Sequence[tuple[int, str, str]]) -> None:
    """What its people see of one another: number, first name, role. The row is not saved."""
    sealed_row.give_key(group)
    group.shown = sealed_row.seal(group, json.dumps(shown).encode())


def open_shown(group: ProposedGroup) -> list[tuple[int, str, str]]:
    if not group.shown:
        return []  # it stands, or all has been erased
    plain = json.loads(sealed_row.open_sealed(group, group.shown))
    return [(number, name, role) for number, name, role in plain]


def _of_search(search: Search) -> bytes:
    return f"search|{search.pk}|round-{search.round_id}".encode()
