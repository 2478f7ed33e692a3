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
from levelground.sealing import envelope


def seal_people(roster: Roster, listed: Listed) -> None:
    """Put a list of people into a roster of a saved round. The row is not saved."""
    if not roster.wrapped:
        _new_key(roster, _of_roster(roster))
    roster.people = len(listed.people)
    roster.body = envelope.seal(
        _secret(roster, _of_roster(roster)), packed(listed), _of_roster(roster)
    )


def open_people(roster: Roster) -> Listed:
    return unpacked(
        envelope.open_sealed(_secret(roster, _of_roster(roster)), roster.body, _of_roster(roster))
    )


def seal_explanations(search: Search, explanations: dict[str, Any]) -> None:
    """What a search says about people. The row is not saved."""
    secret = _secret(search.roster, _of_roster(search.roster))
    search.explanations = envelope.seal(
        secret, json.dumps(explanations).encode(), _of_search(search)
    )


def open_explanations(search: Search) -> dict[str, Any]:
    if not search.explanations:
        return {}
    secret = _secret(search.roster, _of_roster(search.roster))
    explanations: dict[str, Any] = json.loads(
        envelope.open_sealed(secret, search.explanations, _of_search(search))
    )
    return explanations


def seal_shown(group: ProposedGroup, shown: Sequence[tuple[int, str, str]]) -> None:
    """What its people see of one another: number, first name, role. The row is not saved."""
    binding = _of_proposed(group)
    group.wrapped_with, group.wrapped = envelope.new_key(binding)
    group.shown = envelope.seal(_secret(group, binding), json.dumps(shown).encode(), binding)


def open_shown(group: ProposedGroup) -> list[tuple[int, str, str]]:
    if not group.shown:
        return []  # it stands, or all has been erased
    binding = _of_proposed(group)
    plain = json.loads(envelope.open_sealed(_secret(group, binding), group.shown, binding))
    return [(number, name, role) for number, name, role in plain]


def rewrap(row: Roster | ProposedGroup) -> bool:
    """Wrap a key with the newest key-encryption key. True if that changed it; it is not saved."""
    binding = _of_roster(row) if isinstance(row, Roster) else _of_proposed(row)
    anew = envelope.rewrap(row.wrapped_with, row.wrapped, binding)
    if anew is None:
        return False
    row.wrapped_with, row.wrapped = anew
    return True


def _of_roster(roster: Roster) -> bytes:
    return f"roster|round-{roster.round_id}|{roster.read_at.isoformat()}".encode()


def _of_search(search: Search) -> bytes:
    return f"search|{search.pk}|round-{search.round_id}".encode()


def _of_proposed(group: ProposedGroup) -> bytes:
    return f"proposed|publication-{group.publication_id}|{group.number}".encode()


def _new_key(row: Roster | ProposedGroup, binding: bytes) -> None:
    row.wrapped_with, row.wrapped = envelope.new_key(binding)


def _secret(row: Roster | ProposedGroup, binding: bytes) -> bytes:
    return envelope.unwrap(row.wrapped_with, row.wrapped, binding)
