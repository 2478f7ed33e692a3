"""What the group would keep and change after a session, as its members may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from levelground.accounts.models import Person
from levelground.sessions.models import Session
from levelground.words.queries import MembershipProof, Spoken, prove_membership, read, read_at

LINES = ("keep", "change")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What the group would keep and change after one session, without names."""

    keep: list[str] = field(default_factory=list, repr=False)
    change: list[str] = field(default_factory=list, repr=False)
    deleted_at: datetime | None = None  # by itself


def your_lines(session: Session, by: Person) -> dict[str, str]:
    """What this member wrote, while it is theirs."""
    return {
        words.kind: words.text
        for words in your_spoken(prove_membership(by, session.group), session)
    }


def lines_of(proof: MembershipProof, session: Session) -> Lines | None:
    """What the group would keep and change when the session is over; None where nobody said so."""
    return lines_in(proof, [session]).get(session.pk) if session.closed_at else None


def lines_in(proof: MembershipProof, sessions: Iterable[Session]) -> dict[int, Lines]:
    """The same of several sessions, by session: of those that are over, as enough have answered."""
    places = {
        f"{unsigned_place(session)}/{kind}": session.pk for session in sessions for kind in LINES
    }
    found: dict[int, list[Spoken]] = defaultdict(list)
    for words in read_at(proof, places):
        found[places[words.place]].append(words)
    return {
        session: Lines(
            keep=[one.text for one in spoken if one.kind == "keep"],
            change=[one.text for one in spoken if one.kind == "change"],
            deleted_at=spoken[0].expires_at,
        )
        for session, spoken in found.items()
    }


def unsigned_place(session: Session) -> str:
    """The place of what has lost its writers. While a session runs nothing is there."""
    return f"{session.topic}/unsigned"


def your_spoken(proof: MembershipProof, session: Session) -> list[Spoken]:
    found = read(proof, places_under=f"{session.topic}/said/")
    return [words for words in found if words.writer_id == proof.person_id]
