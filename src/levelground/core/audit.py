"""The security log's hash chain: each digest covers its entry and every entry before it.

So an entry that is changed, taken out, put in or moved shows, as does a tail that is cut off, as long
as the digest of the last entry is known from elsewhere (it is mailed to the operator).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from levelground.core.words import gettext_noop as _


class EntryKind(StrEnum):
    """What an entry tells. The value is kept."""

    SIGNED_IN = "signed-in"
    REFUSED = "refused"
    SIGNED_OUT = "signed-out"
    SIGN_IN_CHANGED = "sign-in-changed"
    ADDRESS_CHANGED = "address-changed"
    ACCOUNT_CLOSED = "account-closed"
    EXPORTED = "exported"
    COORDINATED = "coordinated"
    OPERATED = "operated"
    WORDS_OPENED = "words-opened"
    KEY_USED = "key-used"


NAMES = {
    EntryKind.SIGNED_IN: _("Signed in"),
    EntryKind.REFUSED: _("Sign-in refused"),
    EntryKind.SIGNED_OUT: _("Signed out everywhere"),
    EntryKind.SIGN_IN_CHANGED: _("Ways to sign in changed"),
    EntryKind.ADDRESS_CHANGED: _("Email address changed"),
    EntryKind.ACCOUNT_CLOSED: _("Account closed"),
    EntryKind.EXPORTED: _("File downloaded"),
    EntryKind.COORDINATED: _("Done as a coordinator"),
    EntryKind.OPERATED: _("Done by the people who run this site"),
    EntryKind.WORDS_OPENED: _("Read what a group wrote"),
    EntryKind.KEY_USED: _("Key used"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry at its place in a chain. `at` must know its time zone."""

    number: int  # 1, 2, 3 …
    at: datetime
    kind: str
    act: str
    actor: str
    subject: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far a chain has come: the number and the digest of its last entry."""

    number: int
    digest: str


def digest_after(before: str, link: Link) -> str:
    """The digest (SHA-256, 64 hexadecimal characters) of an entry that follows the digest `before`."""
    at = link.at.astimezone(UTC).isoformat(timespec="microseconds")
    covered = [before, link.number, at, link.kind, link.act, link.actor, link.subject, link.about]
    return hashlib.sha256(json.dumps(covered).encode()).hexdigest()


def first_fault(
    begins_with: str, entries: Iterable[tuple[Link, str]], *, heads: Iterable[Head] = ()
) -> str:
    """What is wrong first with a chain, in a sentence; "" if nothing is.

    `entries`: each with the digest that was kept with it, in order. `heads`: what is known from
    elsewhere of how far the chain had come. Where there is one, the chain reaches at least that far.
    """
    known = {head.number: head.digest for head in heads}
    digest, number = begins_with, 0
    for number, (link, kept) in enumerate(entries, start=1):
        if link.number != number:
            return (
                f"Entry {number} is missing or in another place: number {link.number} stands there."
            )
        digest = digest_after(digest, link)
        if digest != kept:
            return f"Entry {number} is not what was written, or one before it is not."
        if known.pop(number, digest) != digest:
            return f"Entry {number} was written again: its digest is not the one that was sent out."
    if 0 in known and known.pop(0) != begins_with:
        return "The chain begins with another digest than the one that was sent out."
    if known:
        return f"The end is cut off: there are {number} entries, and there were {max(known)}."
    return ""
