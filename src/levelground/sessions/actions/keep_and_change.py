"""One thing to keep and one to change: written by somebody, read by the group as nobody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from levelground.accounts.models import Person
from levelground.core.review import ENOUGH
from levelground.groups.queries.groups import current_members
from levelground.live import clock
from levelground.sessions.models import Session
from levelground.words.actions.words import TooFew, erase, take_names_off, write
from levelground.words.queries import MembershipProof, Spoken, prove_membership, read, read_at

LINES = ("keep", "change")
KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What the group would keep and change after one session, without names."""

    keep: list[str] = field(default_factory=list, repr=False)
    change: list[str] = field(default_factory=list, repr=False)
    deleted_at: datetime | None = None  # by itself


def write_lines(session: Session, by: Person, texts: Mapping[str, str], *, until: datetime) -> None:
    """Keep what a member would keep and change, in place of what they wrote before."""
    proof = prove_membership(by, session.group)
    before = {words.kind: words.id for words in _yours(proof, session)}
    for kind in LINES:
        text = texts.get(kind, "").strip()
        if text:
            write(
                proof=proof,
                id=before.get(kind) or uuid4(),
                kind=kind,
                place=f"{session.topic}/said/{kind}",
                text=text,
                owner=by,
                seen="writer",
                expires_at=until,
            )
        elif kind in before:
            erase(proof=proof, id=before[kind])


def your_lines(session: Session, by: Person) -> dict[str, str]:
    """What this member wrote, while it is theirs."""
    return {
        words.kind: words.text for words in _yours(prove_membership(by, session.group), session)
    }


def lines_of(proof: MembershipProof, session: Session) -> Lines | None:
    """What the group would keep and change when the session is over; None where nobody said so."""
    return lines_in(proof, [session]).get(session.pk) if session.closed_at else None


def lines_in(proof: MembershipProof, sessions: Iterable[Session]) -> dict[int, Lines]:
    """The same of several sessions, by session: of those that are over, as enough have answered."""
    places = {f"{_unsigned(session)}/{kind}": session.pk for session in sessions for kind in LINES}
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


def take_names_off_lines(session: Session) -> None:
    """The session is over: with enough answers, what was written loses its writers for good.

    With fewer it stays its writers' own, and goes with the rest of what was written.
    """
    members = [member.person for member in current_members(group=session.group)]
    if session.ratings.count() < ENOUGH or not members:
        return
    try:
        take_names_off(
            proof=prove_membership(members[0], session.group),
            place=f"{session.topic}/said",
            to=_unsigned(session),
            writers=[person.pk for person in members],
            at_least=1,  # any of those who answered may have written it
            expires_at=clock.now() + KEPT,
        )
    except TooFew:
        return  # nobody wrote anything


def _unsigned(session: Session) -> str:
    """The place of what has lost its writers. While a session runs nothing is there."""
    return f"{session.topic}/unsigned"


def _yours(proof: MembershipProof, session: Session) -> list[Spoken]:
    found = read(proof, places_under=f"{session.topic}/said/")
    return [words for words in found if words.writer_id == proof.person_id]
