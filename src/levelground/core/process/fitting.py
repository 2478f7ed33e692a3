"""Fitting a process to the people and the minutes there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from levelground.core.process.model import Block, Process, Step, Time, Turns
from levelground.core.words import Sentence
from levelground.core.words import gettext_noop as _

GRAIN = 15  # seconds: what a plan is rounded to


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One step in a plan: which step, who presents, how long. Times are in seconds."""

    key: str  # unique in one session
    process: str
    step: str
    presenter: str | None = None
    seconds: int  # for the whole step
    shortest: int  # what it may be cut down to
    turn_seconds: int = 0  # for one turn; 0: no turns
    reserve: int = 0  # kept for the process that is chosen here


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A plan, and whether it fits. `advice` says what does not fit and what would."""

    parts: tuple[Part, ...]
    fits: bool
    seconds: int
    shortest: int
    natural: int
    advice: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Whom a process is laid out for, and which of its optional steps they leave out."""

    members: Sequence[str]
    presenters: Sequence[str]
    without: Collection[str]


class _Range(NamedTuple):
    natural: int
    least: int
    most: int


class _Item(NamedTuple):
    """One step, for one presenter: its own time, the time of what is chosen in it, its turns."""

    key: str
    step: Step
    presenter: str | None
    own: _Range
    chosen: _Range
    turns: int


NONE = _Range(0, 0, 0)


def fit(
    process: Process,
    *,
    members: Sequence[str],
    presenters: Sequence[str] = (),
    seconds: int,
    prefix: str = "",
    without: Collection[str] = (),
) -> Fit:
    """Lay out `process` for these people in `seconds`.

    `presenters` is who presents, in order; `prefix` comes before every part's key; `without`
    names optional steps to leave out. Steps are stretched or shortened between their bounds, each
    in proportion to the room it has. If even the shortest plan is too long, `fits` is false, the
    parts are at their shortest, and `advice` says what would help. Never raises.
    """
    group = _Group(members=members, presenters=presenters, without=without)
    items = list(_items(process, group, prefix))
    ranges = [one for item in items for one in (item.own, item.chosen)]
    natural, shortest = sum(one.natural for one in ranges), sum(one.least for one in ranges)
    times = _spread(ranges, seconds, natural)
    parts = tuple(
        Part(
            key=item.key,
            process=process.id,
            step=item.step.id,
            presenter=item.presenter,
            seconds=own,
            shortest=item.own.least,
            turn_seconds=max(1, own // item.turns) if item.turns else 0,
            reserve=chosen,
        )
        for item, own, chosen in zip(items, times[::2], times[1::2], strict=True)
    )
    advice = _size_advice(process, len(members))
    if shortest > seconds:
        advice += _time_advice(process, group, seconds, shortest)
    return Fit(
        parts=parts,
        fits=not advice,
        seconds=sum(times),
        shortest=shortest,
        natural=natural,
        advice=advice,
    )


def resolve_count(words: Sequence[str], *, presenter: bool, members: int) -> int:
    """How many of `members` people the words of a floor name."""
    named = set(words)
    left_out = sum(1 for word in named if word.startswith("not "))
    if "everyone" in named:
        return max(0, members - left_out)
    count = len(named - {"nobody", "responders"}) - 2 * left_out
    if "responders" in named:
        count = max(count, (members - presenter) + ("presenter" in named) - left_out)
    return max(0, min(members, count))


def _items(process: Process, group: _Group, prefix: str) -> Iterator[_Item]:
    if not process.presents:
        yield from _once(process, group, None, prefix)
        return
    for presenter in group.presenters or (None,):
        under = f"{prefix}{presenter}/" if len(group.presenters) > 1 else prefix
        yield from _once(process, group, presenter, under)


def _once(process: Process, group: _Group, presenter: str | None, prefix: str) -> Iterator[_Item]:
    count = len(group.members)
    for item in process.steps:
        if isinstance(item, Block):
            each: Sequence[str | None] = (
                group.members if item.repeat == "member" else group.presenters or (None,)
            )
            for number, person in enumerate(each, start=1):
                for step in item.steps:
                    if person is not None or not _only_presenter(step):
                        yield _item(f"{prefix}{item.id}.{number}/{step.id}", step, person, count)
        elif not (item.optional and item.id in group.without):
            yield _item(f"{prefix}{item.id}", item, presenter, count)


def _only_presenter(step: Step) -> bool:
    """With nobody presenting, nobody could speak here."""
    return step.floor == ("presenter",) or (
        step.turns is not None and step.turns.of == ("presenter",)
    )


def _item(key: str, step: Step, presenter: str | None, members: int) -> _Item:
    turns = _turn_count(step.turns, presenter, members) if step.turns else 0
    if step.time:
        own = _range(step.time, members)
    else:
        each = step.turns.seconds if step.turns and step.turns.seconds else 0
        own = _Range(each * turns, each * turns, each * turns)
    chosen = _range(step.choose.time, members) if step.choose else NONE
    return _Item(key, step, presenter, own, chosen, turns)


def _turn_count(turns: Turns, presenter: str | None, members: int) -> int:
    people = resolve_count(turns.of, presenter=presenter is not None, members=members)
    return max(1, people * turns.rounds)


def _range(time: Time, members: int) -> _Range:
    count = members if time.per == "member" else max(1, members - 1) if time.per else 1
    natural = time.seconds * count
    least = natural if time.at_least is None else time.at_least
    most = natural if time.at_most is None else time.at_most
    natural = min(max(natural, least), most)
    return _Range(natural, min(least, natural), max(most, natural))


def _spread(ranges: Sequence[_Range], seconds: int, natural: int) -> list[int]:
    """A time for each, between its bounds, so that together they come to `seconds` at most."""
    if seconds < natural:
        room = sum(r.natural - r.least for r in ranges)
        share = min(1.0, (natural - seconds) / room) if room else 0.0
        cut = [r.natural - (r.natural - r.least) * share for r in ranges]
        return [max(r.least, int(c // GRAIN * GRAIN)) for r, c in zip(ranges, cut, strict=True)]
    room = sum(r.most - r.natural for r in ranges)
    share = min(1.0, (seconds - natural) / room) if room else 0.0
    grown = [r.natural + (r.most - r.natural) * share for r in ranges]
    return [max(r.natural, int(g // GRAIN * GRAIN)) for r, g in zip(ranges, grown, strict=True)]


def _size_advice(process: Process, members: int) -> tuple[Sentence, ...]:
    if members < process.smallest:
        text = _("It needs at least %(least)d people; you are %(count)d.")
        return (Sentence(text, least=process.smallest, count=members),)
    if members > process.largest:
        text = _("It is for at most %(most)d people; you are %(count)d.")
        return (Sentence(text, most=process.largest, count=members),)
    return ()


def _time_advice(
    process: Process, group: _Group, seconds: int, shortest: int
) -> tuple[Sentence, ...]:
    """What it needs, and which of these help: fewer presenters, no optional steps, or both."""
    needs = Sentence(
        _("It needs at least %(least)d minutes for %(count)d people; there are %(have)d."),
        least=_minutes(shortest),
        count=len(group.members),
        have=seconds // 60,
    )
    optional = [step.id for step in process.all_steps() if step.optional]
    lean = replace(group, without=(*group.without, *optional))
    fewer = _fewer(process, group, seconds)
    if fewer:
        needs_fewer = Sentence(
            _("With %(presenters)d presenting it fits, in %(minutes)d minutes."),
            presenters=len(fewer.presenters),
            minutes=_minutes(_shortest(process, fewer)),
        )
        helps: tuple[Sentence, ...] = (needs_fewer,)
    else:
        helps = ()
    if _shortest(process, lean) <= seconds:
        return (needs, *helps, Sentence(_("Without its optional steps it fits.")))
    both = None if fewer else _fewer(process, lean, seconds)
    if both:
        text = _("With %(presenters)d presenting and without its optional steps it fits.")
        helps = (Sentence(text, presenters=len(both.presenters)),)
    return (needs, *helps)


def _fewer(process: Process, group: _Group, seconds: int) -> _Group | None:
    """As many of the presenters, first come first, as there is time for; None: not even one."""
    for few in range(len(group.presenters) - 1, 0, -1):
        smaller = replace(group, presenters=group.presenters[:few])
        if _shortest(process, smaller) <= seconds:
            return smaller
    return None


def _shortest(process: Process, group: _Group) -> int:
    return sum(item.own.least + item.chosen.least for item in _items(process, group, ""))


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)
