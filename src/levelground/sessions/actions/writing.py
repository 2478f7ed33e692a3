"""What members write in a session: kept, changed, taken back, and never lost while it is half done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from levelground.accounts.models import Person
from levelground.commitments import actions as commitments
from levelground.core.process import Makes
from levelground.core.session import State, moves, see
from levelground.core.words import Sentence, gettext_noop
from levelground.groups.models import Member
from levelground.runtime import clock
from levelground.sessions import store
from levelground.sessions.actions.sessions import MoveResult, make_move
from levelground.sessions.models import Session
from levelground.sessions.queries.sessions import draft_place, drafts_under
from levelground.words.actions.words import LONGEST, erase, park_thought, rewrite, write
from levelground.words.queries import (
    MembershipProof,
    parked_thought,
    parked_thoughts,
    prove_membership,
    prove_self,
    read,
)

WORK_SURFACE = timedelta(hours=24)  # what is written lives this long after the session was to end
KEPT = timedelta(days=365)
KEPT_KINDS = ("commitment",)
GONE_ON = gettext_noop("The step has gone on.")


class NotThere(Exception):
    """These words are not this person's, or are there no longer."""


def write_words(
    *,
    session: Session,
    by: Person,
    words_id: UUID,
    kind: str,
    text: str,
    key: str,
    due_on: date | None = None,
) -> MoveResult:
    """Keep what a member wrote in this step, and tell the others if they may see it.

    The words and the fact that they were written are stored together or not at all.
    """
    proof = prove_membership(by, session.group)
    member = Member.objects.get(group=session.group, person=by, left_at=None)
    move = moves.Write(by=str(member.pk), kind=kind)
    with transaction.atomic():
        answer = make_move(session=session, move=move, key=key)
        if answer.refusal is not None:
            return answer
        session.refresh_from_db(fields=["version"])
        state, version = store.load(session)
        makes = _makes(state, str(member.pk), kind)
        if state.part is None or makes is None:  # sent again, after the step went on
            if _stands(proof, session, words_id, text):
                return answer
            return MoveResult(version=version, refusal=Sentence(GONE_ON))
        write(
            proof=proof,
            id=words_id,
            kind=kind,
            place=f"{session.topic}/{state.part.key}",
            text=text,
            owner=_owner(state, makes, by),
            seen=makes.seen,
            expires_at=_expires_at(state, kind),
        )
        if kind == "commitment":
            commitments.commit(
                member=member, what=words_id, shared=makes.seen == "group", due_on=due_on
            )
        park_thought(
            proof=prove_self(by), place=draft_place(session, state.part.key, kind), text=""
        )
    return answer


@transaction.atomic
def change_words(*, session: Session, by: Person, words_id: UUID, text: str) -> None:
    """Let something kept read otherwise. Its writer only; raises NotThere for everybody else."""
    proof = prove_membership(by, session.group)
    kind = _own(proof, session, words_id)
    _tell(session, by, kind)
    rewrite(proof=proof, id=words_id, text=text)


@transaction.atomic
def take_back(*, session: Session, by: Person, words_id: UUID) -> None:
    """Erase something kept, for ever. Its writer only; raises NotThere for everybody else."""
    proof = prove_membership(by, session.group)
    kind = _own(proof, session, words_id)
    _tell(session, by, kind)
    commitments.take_back(what=words_id, by=by)
    erase(proof=proof, id=words_id)


def keep_draft(*, session: Session, by: Person, kind: str, text: str) -> bool:
    """Keep what somebody has half written in this step, for themselves. False: it is not asked for."""
    member = Member.objects.get(group=session.group, person=by, left_at=None)
    state, _version = store.load(session)
    if state.part is None or _makes(state, str(member.pk), kind) is None:
        return False
    table = read(prove_membership(by, session.group), place=f"{session.topic}/{state.part.key}")
    if any((words.writer_id, words.text) == (by.pk, text.strip()) for words in table):
        text = ""  # it was sent before it was kept, and came after
    park_thought(
        proof=prove_self(by),
        place=draft_place(session, state.part.key, kind),
        text=text,
        expires_at=_expires_at(state, kind),
    )
    return True


@transaction.atomic
def park(*, session: Session, by: Person, text: str) -> None:
    """Keep somebody's pad. Whatever half-written words are on it now need no place of their own."""
    proof = prove_self(by)
    park_thought(proof=proof, place=session.topic, text=text)
    for place, draft in drafts_under(session, parked_thoughts(proof, place=session.topic)).items():
        if draft.strip() in text:
            park_thought(proof=proof, place=place, text="")


def rescue(*, session: Session, by: Person, text: str) -> None:
    """What cannot be kept where it was written goes to the writer's own pad, once."""
    proof = prove_self(by)
    parked = parked_thought(proof, place=session.topic)
    if text in parked:
        return
    both = f"{parked}\n\n{text}" if parked else text
    park_thought(proof=proof, place=session.topic, text=both[-LONGEST:])


def _own(proof: MembershipProof, session: Session, words_id: UUID) -> str:
    """The kind of these words, if they are this person's and of this session."""
    for words in read(proof, places_under=f"{session.topic}/"):
        if words.id == words_id and words.writer_id == proof.person_id:
            return words.kind
    raise NotThere


def _tell(session: Session, by: Person, kind: str) -> None:
    """The others' pages look again. After the close they do so when somebody opens them."""
    member = Member.objects.get(group=session.group, person=by, left_at=None)
    make_move(session=session, move=moves.Amend(by=str(member.pk), kind=kind), key=str(uuid4()))


def _stands(proof: MembershipProof, session: Session, words_id: UUID, text: str) -> bool:
    kept = read(proof, places_under=f"{session.topic}/")
    return any((words.id, words.text) == (words_id, text) for words in kept)


def _makes(state: State, member: str, kind: str) -> Makes | None:
    screen = see(state, member=member, at=clock.now())
    return next((makes for makes in screen.makes if makes.kind == kind), None)


def _owner(state: State, makes: Makes, writer: Person) -> Person | None:
    if makes.owner == "writer":
        return writer
    if makes.owner == "presenter" and state.presenter:
        return Member.objects.select_related("person").get(pk=int(state.presenter)).person
    return None


def _expires_at(state: State, kind: str) -> datetime:
    end = state.due_to_end_at or clock.now()
    return end + (KEPT if kind in KEPT_KINDS else WORK_SURFACE)
