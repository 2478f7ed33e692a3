"""What the pages of a session show: one member's own, and the room's screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from levelground.accounts.http.requests import MemberRequest
from levelground.commitments.queries import Kept, opening
from levelground.core.process.vocabulary import KINDS
from levelground.sessions.models import Session
from levelground.sessions.pages.session_agreement import (
    is_opening,
    limits_card,
    opening_of,
    read_aloud,
)
from levelground.sessions.pages.stage import Shown
from levelground.sessions.pages.stage import show as in_words
from levelground.sessions.queries.keep_and_change import LINES, lines_of, your_lines
from levelground.sessions.queries.sessions import (
    Stand,
    YourAnswers,
    close_of,
    draft_place,
    drafts_under,
    now,
    previous_session,
    your_answers,
)
from levelground.words.actions.words import LONGEST
from levelground.words.queries import (
    MembershipProof,
    Spoken,
    parked_thoughts,
    prove_membership,
    prove_self,
    read,
)


def of_member(request: MemberRequest, session: Session, here: Stand) -> dict[str, object]:
    """What one member's page shows."""
    screen = read_aloud(in_words(here, at=now()), session.frame)
    proof = prove_membership(request.user, session.group)
    parked = _parked(request, session, screen)
    drafts = _drafts(session, here, screen, parked)
    begins = opening_of(here, proof, session.group) if is_opening(screen, session.frame) else None
    return for_all(request, session, here, screen) | {
        "opening": begins,
        "limits_card": lambda: limits_card(proof, session.group),  # asked with the whole page only
        "outputs": _outputs(proof, session, here, screen),
        "promised": _promised(proof, session, screen),
        "back": session.get_absolute_url(),
        "on_stage": True,
        "pad": _pad(session, parked, without=drafts.values()),
        "drafts": drafts,
        "call_link": session.group.call_link,
        "close": close_of(session, here.names),
        "lines": lines_of(proof, session),
        "yours": _your_answers(session, here, screen),
        "your_lines": your_lines(session, request.user) if _asks_for_worth(screen) else {},
    }


def _parked(request: MemberRequest, session: Session, screen: Shown) -> dict[str, str]:
    """What this member parked. A page that has its pad keeps it as it is: then nobody need ask."""
    if request.htmx and "pad" in request.GET and not screen.makes:
        return {}
    return parked_thoughts(prove_self(request.user), place=session.topic)


def _drafts(
    session: Session, here: Stand, screen: Shown, parked: Mapping[str, str]
) -> dict[str, str]:
    """What this member has half written in this step, by what it is to be."""
    if here.state.part is None:
        return {}
    places = {
        makes.kind: draft_place(session, here.state.part.key, makes.kind) for makes in screen.makes
    }
    return {kind: parked[place] for kind, place in places.items() if place in parked}


def _pad(session: Session, parked: Mapping[str, str], *, without: Collection[str]) -> str:
    """Somebody's pad, and on it what they had half written when a step went on without them."""
    pad = parked.get(session.topic, "")
    for draft in drafts_under(session, parked).values():
        if draft not in without and draft.strip() not in pad:
            pad = f"{pad}\n\n{draft}" if pad else draft
    return pad[-LONGEST:]


def for_all(
    request: MemberRequest, session: Session, here: Stand, screen: Shown
) -> dict[str, object]:
    """What may be on a screen that everybody sees."""
    return {
        "session": session,
        "screen": screen,
        "version": here.version,
        "topic": session.topic,
        "speaking_name": here.names.get(screen.speaking or "", ""),
        "next_name": here.names.get(screen.next_up or "", ""),
        "tapping_for": here.names[screen.speaking]
        if screen.speaking and screen.speaking != here.you
        else "",
        "presenter_name": next((one.name for one in screen.people if one.presenter), ""),
        "code": session.code,
        "join_address": request.get_host() + "/sessions/join/",
        "qr": _qr(request, session) if screen.phase == "lobby" else "",
    }


def _asks_for_worth(screen: Shown) -> bool:
    return any(makes.kind == "worth" for makes in screen.makes)


def _your_answers(session: Session, here: Stand, screen: Shown) -> YourAnswers | None:
    return your_answers(session, here.you) if _asks_for_worth(screen) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something somebody wrote, as this member may read it."""

    id: UUID
    kind: str
    label: str
    text: str
    writer_name: str
    yours: bool
    seen: str
    deleted_at: datetime | None  # by itself


def _outputs(proof: MembershipProof, session: Session, here: Stand, screen: Shown) -> list[Written]:
    you = proof.person_id
    found = tuple(
        words
        for words in read(proof, places_under=f"{session.topic}/")
        if _belongs(words.place.removeprefix(f"{session.topic}/"), words, here, screen)
        or (
            not screen.deciding
            and you in (words.writer_id, words.owner_id)
            and words.kind not in LINES
        )
    )
    return [_written(words, here, you) for words in found]


def _promised(proof: MembershipProof, session: Session, screen: Shown) -> list[Kept]:
    """What all of them said they would do, when the session comes to it."""
    if screen.step_id != "last-time":
        return []
    before = previous_session(session)
    return opening(proof, session.group, since=before.closed_at if before else None)


def _belongs(key: str, words: Spoken, here: Stand, screen: Shown) -> bool:
    """What is on the table in this step: what this run of this process has made so far.

    At the meeting's own steps it is what everybody takes home, and what was brought.
    """
    part, kind = here.state.part, words.kind
    if part is None:
        return kind in ("commitment", "takeaway")
    run, _slash, _step = part.key.rpartition("/")
    if here.state.book[part.process].kind != "frame":
        return key.startswith(f"{run}/")
    return kind == ("topic" if screen.deciding else "commitment")


def _written(words: Spoken, here: Stand, you: int) -> Written:
    return Written(
        id=words.id,
        kind=words.kind,
        label=_(KINDS.get(words.kind, words.kind)),
        text=words.text,
        writer_name=here.people.get(words.writer_id or 0, _("Somebody")),
        yours=words.writer_id == you,
        seen=words.seen,
        deleted_at=words.expires_at,
    )


def _qr(request: MemberRequest, session: Session) -> SafeString:
    """The session's address as a picture for phones. Our own drawing of our own address."""
    address = request.build_absolute_uri(session.get_absolute_url())
    drawn = segno.make(address, error="m").svg_inline(
        border=2, svgclass="qr__code", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308  drawn here from an address of ours
