"""From what the core says a member may see to what their page says: names, sentences, choices."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.process import Makes
from levelground.core.process.vocabulary import MANNERS
from levelground.core.session import Move, moves, see
from levelground.core.session.screen import Coming, Option, Place, Question, Screen
from levelground.core.words import Sentence
from levelground.sessions.queries import Stand

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
        say=_say(screen, stand.names),
        role_words=tuple((name, say) for _role, name, say in screen.role_words),
        manner=tuple((m, _(MANNERS[m].chip), _(MANNERS[m].explanation)) for m in screen.manner),
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
    )


def sentence(said: Sentence) -> str:
    """A sentence of the core in the reader's language."""
    text = _(said.text)
    return text % said.places if said.places else text


def _somebody(place: Place, names: Mapping[str, str]) -> Somebody:
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


def _say(screen: Screen, names: Mapping[str, str]) -> str:
    if screen.phase == "lobby":
        return _("When everybody is here, one of you begins. Nobody has to lead.")
    if screen.phase == "closed":
        return {
            "finished": _("Thank you for your time together."),
            "agreed": _("You agreed to close here. Thank you for your time together."),
            "quorum": _("There were too few of you today. Meet again when more of you can."),
        }.get(screen.closed_how, _("Everybody had left, so the session was closed."))
    if screen.word == "pause":
        return _("The clock stands still. Go on when you are ready.")
    if screen.called_silence:
        return _("Everyone is quiet now. Take the time.")
    places = {place: names.get(member, "") for place, member in screen.names}
    return re.sub(r"\{([^}]*)\}", lambda found: places.get(found[1], found[0]), screen.say)


def _asked(screen: Screen, names: Mapping[str, str]) -> Asked | None:
    question = screen.question
    if question is None:
        return None
    return Asked(
        kind=question.ask,
        sentence=_question(question, screen, names),
        pays=_price(question),
        yes=question.yes,
        needed=question.needed,
        of=question.of,
        you_answered=question.you_answered,
        yours=question.yours,
    )


def _question(question: Question, screen: Screen, names: Mapping[str, str]) -> str:  # noqa: PLR0911  one for each question
    match question.ask:
        case "move-on":
            return _("Shall we move on?")
        case "more-time":
            return _("Shall we take two more minutes?")
        case "resume":
            return _("Shall we go on?")
        case "timers":
            return {
                "off": _("Shall we do without the clock today?"),
                "advising": _("Shall the clock be only a guide?"),
            }.get(question.detail[0], _("Shall the clock lead us again?"))
        case "presenters":
            who = [names.get(member, "") for member in question.detail]
            if len(who) == 1:
                return _("Shall %(name)s present?") % {"name": who[0]}
            return _("Shall %(names)s present, in this order?") % {"names": ", ".join(who)}
        case "process":
            chosen = next(
                (o.process.name for o in screen.options if o.process.id == question.detail[0]), ""
            )
            return _("Shall we take “%(process)s”?") % {"process": chosen}
        case "close":
            return _("Shall we close the session now?")
        case _:
            here = sum(place.present for place in screen.people)
            return ngettext(
                "Only %(here)d of you is here; you agreed on at least %(quorum)d. Shall we go on all the same?",
                "Only %(here)d of you are here; you agreed on at least %(quorum)d. Shall we go on all the same?",
                here,
            ) % {"here": here, "quorum": screen.quorum}


def _price(question: Question) -> str:
    if question.ask == "more-time":
        if question.pays:
            return _("“%(step)s” gets two minutes shorter.") % {"step": question.pays}
        return _("Then we finish two minutes later.")
    if question.everyone:
        return _("This is a silence: it ends early only if everyone agrees.")
    return ""


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
        why_not=" ".join(sentence(said) for said in advice),
        note=_note(option, known=known),
        near=near,
    )


def _note(option: Option, *, known: bool) -> str:
    if known:
        return _("You have worked with this before.")
    return _("Fit for a first time.") if option.process.experience == "first" else ""


def _ran(stand: Stand, key: str, planned: int, took: int, how: str) -> tuple[str, int, int, str]:
    part = next(part for part in stand.state.plan if part.key == key)
    name = stand.state.book[part.process].step(part.step).name
    if part.presenter and not key.endswith("/choose"):
        name = f"{name} · {stand.names.get(part.presenter, '')}"
    ended = _("ended early, as you agreed") if how == "agreed" and took < planned else ""
    return (name, round(planned / 60), round(took / 60), ended)
