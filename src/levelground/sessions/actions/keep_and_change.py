"""One thing to keep and one to change: written by somebody, read by the group as nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from levelground.accounts.models import Person
from levelground.core.review import ENOUGH
from levelground.groups.queries.groups import current_members
from levelground.runtime import clock
from levelground.sessions.models import Session
from levelground.sessions.queries.keep_and_change import LINES, unsigned_place, your_spoken
from levelground.words.actions.words import TooFew, erase, take_names_off, write
from levelground.words.queries import prove_membership

KEPT = timedelta(days=365)


def write_lines(session: Session, by: Person, texts: Mapping[str, str], *, until: datetime) -> None:
    """Keep what a member would keep and change, in place of what they wrote before."""
    proof = prove_membership(by, session.group)
    before = {words.kind: words.id for words in your_spoken(proof, session)}
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
            to=unsigned_place(session),
            writers=[person.pk for person in members],
            at_least=1,  # any of those who answered may have written it
            expires_at=clock.now() + KEPT,
        )
    except TooFew:
        return  # nobody wrote anything
