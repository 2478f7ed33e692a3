from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from levelground import library
from levelground.accounts.models import Person
from levelground.commitments.models import Commitment
from levelground.commitments.queries import promises_of
from levelground.core.next_steps import ToDo
from levelground.core.review import (
    Facts,
    Figure,
    History,
    Met,
    Promises,
    Suggestion,
    figure,
    suggestion,
    to_review,
)
from levelground.core.review.rhythm import REVIEW, REVIEWS
from levelground.groups.models import Group
from levelground.groups.queries.next_steps import Matter
from levelground.reviews.models import Dismissal, Tally
from levelground.runtime import clock
from levelground.sessions.models import Session
from levelground.sessions.queries.keep_and_change import Lines, lines_in
from levelground.sessions.queries.sessions import PULSES, answered_in, answers_in, facts_in
from levelground.words.queries import MembershipProof

AT_MOST = 24  # sessions in a picture
REST = timedelta(days=120)  # for how long a dismissed suggestion stays away
LATELY = timedelta(days=180)


def history(group: Group) -> History:
    """What the group's picture is drawn from: its last sessions, oldest first."""
    tallies = _tallies(group)
    answers = answers_in([one.session_id for one in tallies])
    promises = promises_of(group, since=clock.now() - LATELY)
    met = []
    before: datetime | None = None
    for one in tallies:
        if one.facts is None:
            continue
        made = [p for p in promises if p.made_at <= one.closed_at]
        met.append(
            Met(
                session=one.session_id,
                at=one.closed_at,
                facts=_facts(one.facts),
                is_review=one.is_review,
                promised=sum(before is None or p.made_at > before for p in made),
                **_figures(answers.get(one.session_id, [])),
            )
        )
        before = one.closed_at
    return History(
        met=met,
        promises=_promises(promises, by=before),
        gentle=_gentle(),
        review_after=group.review_after,
        review_planned=bool(met) and _planned([group]).exists(),
    )


def due_for_review(groups: Sequence[Group]) -> set[int]:
    """Which of these groups should look at themselves, and have planned no session for it."""
    tallies = list(Tally.objects.filter(group__in=groups).exclude(facts=None))
    fresh = tallies_of(list(not_tallied().filter(group__in=groups)))
    tallies += [one for one in fresh if one.facts is not None]
    met: dict[int, list[bool]] = defaultdict(list)
    for one in sorted(tallies, key=lambda one: one.closed_at):
        met[one.group_id].append(one.is_review)
    due = {one.pk for one in groups if not to_review(met[one.pk], after=one.review_after)}
    return due - set(_planned(groups).values_list("group", flat=True))


def _planned(groups: Sequence[Group]) -> QuerySet[Session]:
    """Reviews that are planned or running."""
    return Session.objects.open().filter(group__in=groups, frame=REVIEW)


def next_steps(person: Person, groups: Sequence[Group]) -> dict[int, Matter]:
    return {pk: Matter(to_do=ToDo.REVIEW) for pk in due_for_review(groups)}


def lines_of_group(proof: MembershipProof, history: History) -> list[tuple[Met, Lines]]:
    """What members would keep and change, of the sessions in the picture; the newest first."""
    sessions = Session.objects.filter(pk__in=[one.session for one in history.met])
    found = lines_in(proof, sessions)
    return [(one, found[one.session]) for one in reversed(history.met) if one.session in found]


def answered_lately(history: History) -> list[tuple[str, int]]:
    """Whether presenters found answered what they brought: how often each was said, without names."""
    return answered_in([one.session for one in history.lately])


def suggestion_for(person: Person, group: Group, history: History) -> Suggestion | None:
    """One suggestion at a time, and none that this member has dismissed lately.

    Whoever has dismissed one is left in peace until the group has met again.
    """
    lately = Dismissal.objects.filter(
        member__person=person, member__group=group, at__gt=clock.now() - REST
    )
    dismissed = dict(lately.values_list("kind", "at"))
    if history.met and any(at > history.met[-1].at for at in dismissed.values()):
        return None
    return suggestion(history, dismissed=dismissed)


def not_tallied() -> QuerySet[Session]:
    """Sessions that are over and not yet in a picture, oldest first."""
    return Session.objects.over().filter(tally=None).order_by("closed_at")


def tallies_of(sessions: Collection[Session]) -> list[Tally]:
    """What each of these sessions that can be read comes to. The rows are not saved."""
    facts = facts_in(sessions)
    return [_tally(session, facts[session.pk]) for session in sessions if session.pk in facts]


def _tally(session: Session, facts: Facts | None) -> Tally:
    assert session.closed_at is not None  # noqa: S101  only sessions that are over come here
    return Tally(
        session=session,
        group_id=session.group_id,
        closed_at=session.closed_at,
        is_review=session.frame in REVIEWS or bool(facts and REVIEWS & set(facts.processes)),
        facts=asdict(facts) if facts else None,
    )


def _tallies(group: Group) -> list[Tally]:
    """Of the last sessions; one that has just closed is reckoned here and now."""
    kept = list(Tally.objects.filter(group=group).order_by("-closed_at", "-pk")[:AT_MOST])
    fresh = tallies_of(list(not_tallied().filter(group=group)[:AT_MOST]))
    return sorted([*kept, *fresh], key=lambda one: one.closed_at)[-AT_MOST:]


def _facts(kept: dict[str, object]) -> Facts:
    return Facts(
        **{name: tuple(v) if isinstance(v, list) else v for name, v in kept.items()}  # type: ignore[arg-type]  # as they were written
    )


def _figures(answers: Iterable[dict[str, int | None]]) -> dict[str, Figure | None]:
    values: dict[str, list[int]] = defaultdict(list)
    for one in answers:
        for pulse in PULSES:
            if (value := one[pulse]) is not None:
                values[pulse].append(value)
    return {pulse: figure(values[pulse]) for pulse in PULSES}


def _promises(promises: Iterable[Commitment], *, by: datetime | None) -> Promises:
    """What was due when they last met. What has come due since, the next session opens with."""
    counts: dict[str, int] = defaultdict(int)
    for one in promises:
        if one.state != Commitment.State.OPEN:
            counts[one.state] += 1
        elif by is not None and one.due_on is not None and one.due_on < timezone.localdate(by):
            counts["unsaid"] += 1
    return Promises(**counts)


def _gentle() -> frozenset[str]:
    return frozenset(one.id for one in library.book().values() if one.experience == "first")
