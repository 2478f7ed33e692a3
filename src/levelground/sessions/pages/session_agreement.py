"""What the session agreement shows: what holds between you, and what is ahead today."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from levelground.agreements.queries.agreement import limits_of, line_of
from levelground.core.review.rhythm import REVIEW
from levelground.core.session.state import is_silent_part
from levelground.groups.models import Group
from levelground.sessions.pages.stage import Shown
from levelground.sessions.queries.sessions import Stand
from levelground.words.queries import MembershipProof


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """To be read aloud before the work begins."""

    line: str = field(repr=False)
    is_own: bool  # from the agreement in force; else our own words
    processes: tuple[str, ...]  # none: it is still to be chosen
    silences: int  # steps in which everybody is silent
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """If somebody may be at risk: what the group agreed on, and whom to call."""

    limits: str = field(repr=False)
    contacts: str = field(repr=False)


def is_opening(screen: Shown, frame: str) -> bool:
    """Whether this is the step in which the members agree on how they work today.

    In a review they look at their whole agreement instead.
    """
    return screen.phase == "step" and screen.step_id == "agreement" and frame != REVIEW


def read_aloud(screen: Shown, frame: str) -> Shown:
    """The screen without what the opening beside it says in the group's own words."""
    if not is_opening(screen, frame) or screen.word != "speak":
        return screen
    say = _("Somebody reads this aloud. Ask for anything you need today, then agree.")
    return replace(screen, say=say)


def opening_of(stand: Stand, proof: MembershipProof, group: Group) -> Opening:
    line = line_of(proof, group)
    state = stand.state
    works = [part for part in state.plan if state.book[part.process].kind != "frame"]
    return Opening(
        line=line
        or _(
            "What is said here stays here; we keep to the process and its silences, and end on time."
        ),
        is_own=bool(line),
        processes=tuple(dict.fromkeys(state.book[part.process].name for part in works)),
        silences=sum(is_silent_part(state, part) for part in state.plan),
        ends_at=state.due_to_end_at,
    )


def limits_card(proof: MembershipProof, group: Group) -> Limits:
    limits, contacts = limits_of(proof, group)
    return Limits(limits=limits, contacts=contacts)
