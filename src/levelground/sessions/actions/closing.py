"""What a member says of a session at its close."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from levelground.accounts.models import Person
from levelground.core.session import moves
from levelground.groups.models import Member
from levelground.runtime import clock
from levelground.sessions.actions.keep_and_change import write_lines
from levelground.sessions.actions.ratings import rate
from levelground.sessions.actions.sessions import MoveResult, make_move
from levelground.sessions.actions.writing import WORK_SURFACE
from levelground.sessions.models import PresenterLine, Session
from levelground.sessions.queries.sessions import presented


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingAnswers:
    """One member's answers. What they left out is None or empty."""

    worth: int
    heard: int | None = None
    kept: int | None = None
    usable: int | None = None
    answered: str = ""  # the presenter's line
    keep: str = ""
    change: str = ""


@transaction.atomic
def say_worth(*, session: Session, by: Person, answers: ClosingAnswers, key: str) -> MoveResult:
    """Keep what a member says of the session; said again, it takes the place of what they said."""
    member = Member.objects.get(group=session.group, person=by, left_at=None)
    move = moves.Write(by=str(member.pk), kind="worth")
    answer = make_move(session=session, move=move, key=key)
    if answer.refusal is not None:
        return answer
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.closed_at is not None:  # sent again, after the session was over
        return answer
    pulses = {
        "worth": answers.worth,
        "heard": answers.heard,
        "kept": answers.kept,
        "usable": answers.usable,
    }
    rate(session, member, pulses)
    write_lines(
        session,
        by,
        {"keep": answers.keep, "change": answers.change},
        until=clock.now() + WORK_SURFACE,
    )
    if presented(session, str(member.pk)):
        _keep_line(session, member, answers.answered)
    return answer


def _keep_line(session: Session, member: Member, answer: str) -> None:
    lines = PresenterLine.objects.filter(session=session, member=member)
    if not answer:
        lines.delete()
    elif not lines.update(answer=answer):
        PresenterLine.objects.create(session=session, member=member, answer=answer)
