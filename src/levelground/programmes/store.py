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
from levelground.sealing import sealed_row

Sealed = Profile | Invitee | Import


def seal_profile(profile: Profile, profile_answers: ProfileAnswers) -> None:
    """Put what somebody said into their profile. The row is not saved."""
    profile.body = _seal(profile, packed(profile_answers))


def open_profile(profile: Profile) -> ProfileAnswers:
    """What somebody said; nothing where the operator has given up its key as lost."""
    return (
        ProfileAnswers()
        if sealed_row.is_lost(profile)
        else unpacked(sealed_row.open_sealed(profile, profile.body))
    )


def seal_row(invitee: Invitee, known: InviteeRow) -> None:
    """Keep what a list said of somebody. The row is not saved."""
    invitee.known = _seal(invitee, json.dumps(asdict(known), ensure_ascii=False).encode())


def open_row(invitee: Invitee) -> InviteeRow:
    """What a list said of somebody; only the address once they have answered, or its key is lost."""
    if not invitee.known or sealed_row.is_lost(invitee):
        return InviteeRow(email=invitee.email)
    return InviteeRow(**json.loads(sealed_row.open_sealed(invitee, invitee.known)))


def seal_list(draft: Import, known: Sequence[InviteeRow], notes: Sequence[str]) -> None:
    """Keep a list as it was read. The row is not saved."""
    draft.people = len(known)
    draft.body = _seal(draft, packed_list(known, notes))


def open_list(draft: Import) -> tuple[tuple[InviteeRow, ...], tuple[str, ...]]:
    if not draft.body or sealed_row.is_lost(draft):
        return (), ()
    return unpacked_list(sealed_row.open_sealed(draft, draft.body))


def _seal(row: Sealed, plain: bytes) -> bytes:
    if not row.wrapped or sealed_row.is_lost(row):
        sealed_row.give_key(row)
    return sealed_row.seal(row, plain)
