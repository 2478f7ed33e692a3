"""Sealing and opening what people said of themselves, and what lists said of them. Ours alone.

A profile has a key of its own, and so has each place: whoever deletes the row has destroyed the
key. How: `levelground.sealing`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from levelground.core.formation.reading.profiles import ProfileAnswers
from levelground.programmes.domain.packing import (
    InviteeRow,
    packed,
    packed_list,
    unpacked,
    unpacked_list,
)
from levelground.programmes.models import Import, Invitee, Profile
from levelground.sealing import envelope

Sealed = Profile | Invitee | Import


def seal_profile(profile: Profile, profile_answers: ProfileAnswers) -> None:
    """Put what somebody said into their profile. The row is not saved."""
    profile.body = _seal(profile, packed(profile_answers))


def open_profile(profile: Profile) -> ProfileAnswers:
    """What somebody said; nothing where the operator has given up its key as lost."""
    return ProfileAnswers() if _is_lost(profile) else unpacked(_open(profile, profile.body))


def seal_row(invitee: Invitee, known: InviteeRow) -> None:
    """Keep what a list said of somebody. The row is not saved."""
    invitee.known = _seal(invitee, json.dumps(asdict(known), ensure_ascii=False).encode())


def open_row(invitee: Invitee) -> InviteeRow:
    """What a list said of somebody; only the address once they have answered, or its key is lost."""
    if not invitee.known or _is_lost(invitee):
        return InviteeRow(email=invitee.email)
    return InviteeRow(**json.loads(_open(invitee, invitee.known)))


def seal_list(draft: Import, known: Sequence[InviteeRow], notes: Sequence[str]) -> None:
    """Keep a list as it was read. The row is not saved."""
    draft.people = len(known)
    draft.body = _seal(draft, packed_list(known, notes))


def open_list(draft: Import) -> tuple[tuple[InviteeRow, ...], tuple[str, ...]]:
    if not draft.body or _is_lost(draft):
        return (), ()
    return unpacked_list(_open(draft, draft.body))


def rewrap(row: Sealed) -> bool:
    """Wrap a key with the newest key-encryption key. True if that changed it; it is not saved."""
    anew = envelope.rewrap(row.wrapped_with, row.wrapped, _binding(row)) if row.wrapped else None
    if anew is None:
        return False
    row.wrapped_with, row.wrapped = anew
    return True


def _seal(row: Sealed, plain: bytes) -> bytes:
    if not row.wrapped or _is_lost(row):
        row.wrapped_with, row.wrapped = envelope.new_key(_binding(row))
    return envelope.seal(_secret(row), plain, _binding(row))


def _open(row: Sealed, body: bytes | memoryview) -> bytes:
    return envelope.open_sealed(_secret(row), body, _binding(row))


def _is_lost(row: Sealed) -> bool:
    return row.wrapped_with in envelope.lost_keys()


def _secret(row: Sealed) -> bytes:
    return envelope.unwrap(row.wrapped_with, row.wrapped, _binding(row))


def _binding(row: Sealed) -> bytes:
    match row:
        case Profile():
            return f"profile|person-{row.person_id}".encode()
        case Import():
            return f"import|programme-{row.programme_id}|{row.read_at.isoformat()}".encode()
        case _:  # a place; of a migration, too
            return f"place|programme-{row.programme_id}|{row.email}".encode()
