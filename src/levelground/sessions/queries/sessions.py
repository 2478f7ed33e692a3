from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import get_language

from levelground import library
from levelground.accounts.models import Person
from levelground.core.next_steps import ToDo
from levelground.core.review import Facts, Figure, facts_of, figure
from levelground.core.session import Past, Rotation, past_of, rotation
from levelground.core.session.presence import Presence, presence
from levelground.core.session.state import State
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members
from levelground.groups.queries.next_steps import Matter
from levelground.runtime import clock
from levelground.schedule.models import LOBBY, Date
from levelground.schedule.queries.dates import answers_of, is_open, is_over, next_dates, past_dates
from levelground.sessions import store
from levelground.sessions.domain.broken import left_out_if_broken
from levelground.sessions.models import (
    PresenterLine,
    Rating,
    Session,
    SessionEvent,
    SessionQuerySet,
)
from levelground.sessions.queries.ratings import rating_of

PASTS = 6  # earlier sessions that count for whose turn it is
RUNNING_FIRST = F("opened_at").desc(nulls_last=True)
SHOWN = 6  # on the page of the group
PULSES = ("worth", "heard", "kept", "usable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a session stands: its state, the version of its last event, the members' names."""

    state: State
    version: int
    names: dict[str, str]  # by member
    people: dict[int, str]  # by person
    you: str
    known: frozenset[str] = frozenset()  # processes the group has worked with, while it chooses


@dataclass(frozen=True, slots=True, kw_only=True)
class YourAnswers:
    """What one member has said at the close so far."""

    pulses: dict[str, str]  # by pulse
    answered: str
    presented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """What the members made of a session: figures without names, and the presenters' lines."""

    figures: dict[str, Figure]  # by pulse; only with enough answers
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """What a group has before it: a session that runs or is planned, or else a date."""

    session: Session | None = None
    date: Date | None = None
    is_open: bool = False  # the date's session can be opened now
    you: bool | None = None  # whether this person has said that they come

    @property
    def starts_at(self) -> datetime | None:
        first = self.session or self.date
        return first.starts_at if first else None

    @property
    def to_do(self) -> ToDo:
        if self.session is None:
            return ToDo.NOW if self.is_open else ToDo.MEETING if self.date else ToDo.SESSION
        starts_at, minutes = self.session.starts_at, timedelta(minutes=self.session.minutes)
        is_on = starts_at - LOBBY <= clock.now() < starts_at + minutes
        return ToDo.NOW if is_on or self.session.opened_at else ToDo.MEETING


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One that was, or was to be: a date of the past without a session did not take place."""

    at: datetime
    session: Session | None


def sessions_of(person: Person) -> SessionQuerySet:
    """Sessions this person may see: those of groups they belong to now."""
    return Session.objects.filter(
        group__members__person=person, group__members__left_at=None
    ).select_related("group")


def stand(session: Session, person: Person) -> Stand:
    """Where the session stands for one of its members, with its processes in the reader's language."""
    state, version = store.load(session)
    store.remember(session, state, version)
    members = list(
        Member.objects.filter(group=session.group_id)
        .order_by("pk")
        .values_list("pk", "person_id", "left_at", "person__name")
    )
    you = next(pk for pk, who, left_at, _name in members if who == person.pk and left_at is None)
    if str(you) not in state.members:  # joined the group after the planning: may still come in
        state = replace(state, members=(*state.members, str(you)))
    book = library.in_language(state.book, get_language() or library.ENGLISH)
    if book is not state.book:
        state = replace(state, book=book)
    return Stand(
        state=state,
        version=version,
        names={str(pk): name for pk, _who, _left_at, name in members},
        people={who: name for _pk, who, _left_at, name in members},
        you=str(you),
        known=_known_processes(session) if state.step and state.step.choose else frozenset(),
    )


def proposed_rotation(group: Group) -> Rotation:
    """Whose turn it is to present, to hold a role, to speak first: from the group's last sessions."""
    members = [str(member.pk) for member in current_members(group=group)]
    last = list(Session.objects.filter(group=group).over().order_by("-closed_at")[:PASTS])
    pasts: list[Past] = []
    for session in reversed(last):
        with left_out_if_broken(session.pk, "The past"):
            pasts.append(_past(session))
    return rotation(members, pasts)


def previous_session(session: Session) -> Session | None:
    """The last session of the group that is over."""
    return (
        Session.objects.filter(group=session.group)
        .over()
        .exclude(pk=session.pk)
        .order_by("-closed_at")
        .first()
    )


def presented(session: Session, member: str) -> bool:
    """Whether this member has presented something in the session."""
    return member in past_of(store.load(session)[0], ()).presenters


def your_answers(session: Session, member: str) -> YourAnswers:
    """What this member said at the close, as the form shows it."""
    rating = rating_of(session, member)
    line = session.presenter_lines.filter(member=int(member)).first()
    return YourAnswers(
        pulses={
            name: str(value)
            for name in PULSES
            if (value := getattr(rating, name, None)) is not None
        },
        answered=line.answer if line else "",
        presented=presented(session, member),
    )


def close_of(session: Session, names: Mapping[str, str]) -> Close | None:
    """What the members made of a session that is over; None while it is not, or nobody may know."""
    if session.closed_at is None:
        return None
    ratings = list(session.ratings.values(*PULSES))
    figures = {
        name: found
        for name in PULSES
        if (found := figure([one[name] for one in ratings if one[name] is not None]))
    }
    lines = [
        (names.get(str(line.member_id), ""), line.get_answer_display())
        for line in session.presenter_lines.all()
    ]
    return Close(figures=figures, lines=lines) if figures or lines else None


def due_sessions(at: datetime) -> SessionQuerySet:
    return Session.objects.open().filter(due_at__lte=at)


def next_sessions(groups: Iterable[Group]) -> dict[int, Session]:
    """By group: the one that runs, or else the next that is planned. One query for all."""
    coming = Session.objects.filter(group__in=groups).open().order_by(RUNNING_FIRST, "starts_at")
    found: dict[int, Session] = {}
    for session in coming:
        found.setdefault(session.group_id, session)
    return found


def upcoming(groups: Sequence[Group], person: Person) -> dict[int, Upcoming]:
    """By group: what comes first, a session or a date, or nothing. Three queries for all."""
    sessions, dates = next_sessions(groups), next_dates(groups)
    coming = answers_of(person, dates.values())
    found = {}
    for group in groups:
        session, date = sessions.get(group.pk), dates.get(group.pk)
        if session and (
            date is None
            or session.opened_at
            or session.date_id == date.pk
            or session.starts_at <= date.starts_at
        ):
            found[group.pk] = Upcoming(session=session)
        elif date:
            found[group.pk] = Upcoming(date=date, is_open=is_open(date), you=coming.get(date.pk))
        else:
            found[group.pk] = Upcoming()
    return found


def next_steps(person: Person, groups: Sequence[Group]) -> dict[int, Matter]:
    """When each group meets next; where it does not yet, a session can be planned."""
    return {pk: Matter(to_do=one.to_do, about=one) for pk, one in upcoming(groups, person).items()}


def latest_meetings(group: Group) -> list[Meeting]:
    """The last few sessions that are over, and dates on which the group did not meet."""
    met = [Meeting(at=one.starts_at, session=one) for one in latest_sessions(group)]
    not_met = past_dates(group).filter(session=None)[:SHOWN]
    met += [Meeting(at=date.starts_at, session=None) for date in not_met if is_over(date)]
    return sorted(met, key=lambda one: one.at, reverse=True)[:SHOWN]


def latest_sessions(group: Group) -> SessionQuerySet:
    """The last few that are over."""
    return Session.objects.filter(group=group).over().order_by("-closed_at")[:SHOWN]


def presence_in(session: Session) -> Presence | None:
    """Who was there for how long; None while it is not over, or if it never opened."""
    return presence(store.story(session))


def facts_in(sessions: Collection[Session]) -> dict[int, Facts | None]:
    """What can be seen of sessions that are over without listening; None of one that never began.

    Nothing of one that cannot be read.
    """
    stories = store.stories(sessions)
    found: dict[int, Facts | None] = {}
    for session in sessions:
        with left_out_if_broken(session.pk, "The facts"):
            story = stories.get(session.pk)
            if story is not None:
                book = library.book_of(story)
                found[session.pk] = facts_of(story, book=book, starts_at=session.starts_at)
    return found


def answers_in(sessions: Collection[int]) -> dict[int, list[dict[str, int | None]]]:
    """What was said at the close of these sessions, if they are over; nobody's in particular."""
    found: dict[int, list[dict[str, int | None]]] = defaultdict(list)
    over = Rating.objects.filter(session__in=sessions, session__closed_at__isnull=False)
    for session, *values in over.values_list("session", *PULSES):
        found[session].append(dict(zip(PULSES, values, strict=True)))
    return found


def answered_in(sessions: Collection[int]) -> list[tuple[str, int]]:
    """How often these sessions answered what was brought, by answer; only those that were given."""
    lines = PresenterLine.objects.filter(session__in=sessions).values_list("answer", flat=True)
    times = Counter(lines)
    answers = PresenterLine.Answer
    order = (answers.YES, answers.CHANGED, answers.PARTLY, answers.NO)
    return [(str(one.label), times[one]) for one in order if times[one]]


def events_naming(person: Person) -> list[tuple[datetime, datetime, str]]:
    """What the stories of sessions say of this person: when the session was, when it was, what."""
    places = dict(Member.objects.filter(person=person).values_list("pk", "group"))
    rows = SessionEvent.objects.filter(session__group__in=set(places.values()))
    named = {str(pk) for pk in places}
    return [
        (starts_at, datetime.fromisoformat(data["at"]), kind)
        for starts_at, kind, data in rows.order_by("session", "version").values_list(
            "session__starts_at", "kind", "data"
        )
        if {data.get("member"), data.get("by")} & named
    ]


def closed_since(begun: Mapping[int, datetime]) -> dict[int, int]:
    """By group: how many sessions it has closed, each since a time of its own. One query for all."""
    found = Session.objects.filter(group__in=begun, closed_at__gte=min(begun.values())).values_list(
        "group", "closed_at"
    )
    return Counter(group for group, closed_at in found if closed_at and closed_at >= begun[group])


def _known_processes(session: Session) -> frozenset[str]:
    """The processes of the group's last sessions."""
    last = Session.objects.filter(group=session.group_id).over().order_by("-closed_at")[:PASTS]
    found: set[str] = set()
    for one in last:
        with left_out_if_broken(one.pk, "The past"):
            found.update(part.process for part in store.load(one)[0].plan)
    return frozenset(found)


def _past(session: Session) -> Past:
    state, version = store.load(session)
    store.remember(session, state, version)
    return past_of(state, tuple(state.roles.values()))


def draft_place(session: Session, part: str, kind: str) -> str:
    """Where somebody's half-written words of a step are kept."""
    return f"{session.topic}/draft/{part}/{kind}"


def drafts_under(session: Session, parked: Mapping[str, str]) -> dict[str, str]:
    """Of what somebody parked, the half-written words, by place."""
    return {
        place: text for place, text in parked.items() if place.startswith(f"{session.topic}/draft/")
    }


def now() -> datetime:
    """The server's time, which no change of the wall clock moves."""
    return clock.now()
