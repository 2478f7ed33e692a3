"""From what the core says a member may see to what their page says: names, sentences, choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from levelground.core.process import Makes
from levelground.core.process.vocabulary import MANNERS
from levelground.core.session import Move, moves, see
from levelground.core.session.screen import Coming, Option, Screen
from levelground.core.session.screen import Place as PlaceAtTable
from levelground.core.session.state import step_of
from levelground.sessions.domain.sentences import (
    asked_of_the_group,
    asked_of_you,
    price_of,
)
from levelground.sessions.queries.sessions import Stand
from levelground.ui.translating import translated

NEAR = 5  # processes that are offered first; the rest is folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One choice within a kind of move: what is sent, and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A member, as the row of people shows them."""

    member: str
    name: str
    is_you: bool
    has_floor: bool
    speaking: bool
    next: bool
    presenter: bool
    roles: tuple[str, ...]
    present: bool
    seated: bool
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the group is being asked, in words."""

    kind: str
    sentence: str
    pays: str
    yes: int
    needed: int
    of: int
    you_answered: bool
    yours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A process to choose from, and how it fits."""

    id: str
    name: str
    summary: str
    minutes: int
    fits: bool
    why_not: str
    note: str  # why it may suit you: known to the group, fit for a first time
    near: bool  # among the few that are shown first


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    name: str
    minutes: int
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A Screen in words. See core.session.screen for what each thing means."""

    phase: str
    word: str
    silence: str
    called_silence: bool
    process_name: str
    step_id: str
    step_name: str
    step_number: int
    step_count: int
    say: str
    role_words: tuple[tuple[str, str], ...]
    manner: tuple[tuple[str, str, str], ...]
    ends_at: datetime | None
    left: int | None
    total: int | None
    clock: str
    people: tuple[Somebody, ...]
    speaking: str | None
    next_up: str | None
    question: Asked | None
    makes: tuple[Makes, ...]
    ends: str  # how the step may end early: "floor-done", "all-ready", "never"
    may: Mapping[str, list[Detail]]
    then: tuple[Next, ...]
    deciding: str
    offers: tuple[Somebody, ...]
    options: tuple[Choice, ...]
    quorum: int
    present_count: int
    member_count: int
    behind: int
    process_check: bool
    broken: int
    story: tuple[tuple[str, int, int, str], ...]
    minutes: int
    is_incomplete: bool  # a process or a step that it used is gone

    @property
    def say_to_all(self) -> str:
        """What is asked of everybody alike, for the room's screen; "" where it differs."""
        alike = self.silence == "everyone" or all(person.has_floor for person in self.people)
        return self.say if self.phase == "step" and alike and self.word != "pause" else ""

    @property
    def unfit_options(self) -> list[Choice]:
        return [option for option in self.options if not option.fits]

    @property
    def nothing_fits(self) -> bool:
        """A process has to be chosen, and there is none to choose: no time is left, or too few are here."""
        return self.deciding == "process" and not any(option.fits for option in self.options)

    @property
    def more_options(self) -> list[Choice]:
        return [option for option in self.options if option.fits and not option.near]


def show(stand: Stand, *, at: datetime) -> Shown:
    """The screen of the member who looks, in their language."""
    screen = see(stand.state, member=stand.you, at=at)
    people = tuple(_somebody(place, stand.names) for place in screen.people)
    return Shown(
        phase=screen.phase,
        word=screen.word,
        silence=screen.silence,
        called_silence=screen.called_silence,
        process_name=screen.process_name,
        step_id=screen.step,
        step_name=screen.step_name,
        step_number=screen.step_number,
        step_count=screen.step_count,
        say=asked_of_you(screen, stand.names),
        role_words=tuple((name, say) for _role, name, say in screen.role_words),
        manner=() if screen.called_silence or screen.word == "pause" else _manner(screen),
        ends_at=screen.ends_at,
        left=screen.left,
        total=screen.total,
        clock=screen.clock,
        people=people,
        speaking=screen.speaking,
        next_up=screen.next_up,
        question=_asked(screen, stand.names)
        if any(person.is_you and person.present for person in people)
        else None,
        makes=screen.makes,
        ends=stand.state.step.ends if stand.state.step else "",
        may=_may(screen, stand),
        then=tuple(_next(coming, stand.names) for coming in screen.coming),
        deciding=screen.deciding,
        offers=tuple(one for member in screen.offers for one in people if one.member == member),
        options=_choices(screen, stand),
        quorum=screen.quorum,
        present_count=sum(person.present for person in people),
        member_count=len(people),
        behind=screen.behind,
        process_check=screen.process_check,
        broken=screen.broken,
        story=tuple(_ran(stand, ran.key, ran.planned, ran.took, ran.how) for ran in screen.story),
        minutes=screen.minutes,
        is_incomplete=bool(stand.state.missing),
    )


def _manner(screen: Screen) -> tuple[tuple[str, str, str], ...]:
    return tuple((m, _(MANNERS[m].chip), _(MANNERS[m].explanation)) for m in screen.manner)


def _somebody(place: PlaceAtTable, names: Mapping[str, str]) -> Somebody:
    return Somebody(
        member=place.member,
        name=names.get(place.member, _("Somebody")),
        is_you=place.is_you,
        has_floor=place.has_floor,
        speaking=place.speaking,
        next=place.next,
        presenter=place.presenter,
        roles=place.roles,
        present=place.present,
        seated=place.seated,
        ready=place.ready,
    )


def _asked(screen: Screen, names: Mapping[str, str]) -> Asked | None:
    question = screen.question
    if question is None:
        return None
    return Asked(
        kind=question.ask,
        sentence=asked_of_the_group(question, screen, names),
        pays=price_of(question),
        yes=question.yes,
        needed=question.needed,
        of=question.of,
        you_answered=question.you_answered,
        yours=question.yours,
    )


def _may(screen: Screen, stand: Stand) -> dict[str, list[Detail]]:
    may: dict[str, list[Detail]] = defaultdict(list)
    roles = (
        {role.id: role.name for role in stand.state.process.roles} if stand.state.process else {}
    )
    for move in screen.moves:
        if isinstance(move, moves.Propose) and screen.question is not None:
            continue  # proposing the same again is a yes, and the question offers that
        kind, detail = _kind(move, stand.names, roles)
        may[kind] += [detail] if detail else []
    return dict(may)


KINDS: dict[type[Move], str] = {
    moves.Join: "join",
    moves.Leave: "leave",
    moves.Open: "open",
    moves.Ready: "ready",
    moves.Done: "done",
    moves.Pass: "pass",
    moves.Later: "later",
    moves.Pause: "pause",
    moves.CallSilence: "call-silence",
    moves.CheckProcess: "check-process",
    moves.NoteBroken: "silence-broken",
    moves.Offer: "offer",
    moves.Withdraw: "withdraw",
    moves.Write: "write",
}


def _kind(  # noqa: PLR0911  one for each kind
    move: Move, names: Mapping[str, str], roles: Mapping[str, str]
) -> tuple[str, Detail | None]:
    match move:
        case moves.Seat(member=member):
            return "seat", Detail(value=member, label=names.get(member, ""))
        case moves.Leave(member=member) if member:
            return "unseat", Detail(value=member, label=names.get(member, ""))
        case moves.Answer(yes=yes):
            return "yes" if yes else "no", None
        case moves.TakeRole(role=role):
            return "take-role", Detail(value=role, label=roles.get(role, role))
        case moves.HandOn(role=role):
            return "hand-on", Detail(value=role, label=roles.get(role, role))
        case moves.Propose(ask=ask, detail=detail):
            known = Detail(value=",".join(detail), label="") if detail else None
            return f"propose-{ask}", known
        case _:
            return KINDS[type(move)], None


def _next(coming: Coming, names: Mapping[str, str]) -> Next:
    presents = names.get(coming.presenter or "", "")
    if coming.silent:
        say = _("A silence for everyone.")
    elif presents:
        say = _("%(process)s, %(name)s presents.") % {"process": coming.process, "name": presents}
    else:
        say = coming.process
    return Next(name=coming.name, minutes=max(1, round(coming.seconds / 60)), say=say)


def _choices(screen: Screen, stand: Stand) -> tuple[Choice, ...]:
    """What fits first; of that what the group knows, then what is fit for a first time."""
    known = stand.known

    def easiest_first(option: Option) -> tuple[bool, bool, bool, str]:
        process = option.process
        return (
            not option.fit.fits,
            process.id not in known,
            process.experience != "first",
            process.name,
        )

    found = sorted(screen.options, key=easiest_first)
    return tuple(
        _choice(option, known=option.process.id in known, near=place < NEAR and option.fit.fits)
        for place, option in enumerate(found)
    )


def _choice(option: Option, *, known: bool, near: bool) -> Choice:
    advice = option.fit.advice
    return Choice(
        id=option.process.id,
        name=option.process.name,
        summary=option.process.summary,
        minutes=-(-option.fit.seconds // 60),
        fits=option.fit.fits,
        why_not=" ".join(translated(one) for one in advice),
        note=_note(option, known=known),
        near=near,
    )


def _note(option: Option, *, known: bool) -> str:
    if known:
        return _("You have worked with this before.")
    return _("Fit for a first time.") if option.process.experience == "first" else ""


def _ran(stand: Stand, key: str, planned: int, took: int, how: str) -> tuple[str, int, int, str]:
    part = next(part for part in stand.state.plan if part.key == key)
    name = step_of(stand.state.book, part).name
    if part.presenter and not key.endswith("/choose"):
        name = f"{name} · {stand.names.get(part.presenter, '')}"
    ended = _("ended early, as you agreed") if how == "agreed" and took < planned else ""
    return (name, round(planned / 60), round(took / 60), ended)
