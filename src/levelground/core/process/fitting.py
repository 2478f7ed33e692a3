"""Fitting a process to the people and the minutes there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from levelground.core.process.model import Block, Process, Step, Time
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
class _Range:
    natural: int
    least: int
    most: int


_Item = tuple[str, Step, str | None]


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
    items = _items(process, members, presenters, prefix, without)
    ranges = [_ranges(step, presenter, len(members)) for _, step, presenter in items]
    flat = [one for pair in ranges for one in pair]
    natural, shortest = sum(r.natural for r in flat), sum(r.least for r in flat)
    times = iter(_spread(flat, seconds))
    parts = tuple(
        _part(process, key, step, presenter, len(members), next(times), pair[0].least, next(times))
        for (key, step, presenter), pair in zip(items, ranges, strict=True)
    )
    advice = _size_advice(process, len(members))
    if shortest > seconds:
        advice += _time_advice(process, members, presenters, seconds, shortest, without)
    return Fit(
        parts=parts,
        fits=not advice,
        seconds=sum(part.seconds + part.reserve for part in parts),
        shortest=shortest,
        natural=natural,
        advice=advice,
    )


def resolve_count(words: Sequence[str], *, presenter: bool, members: int) -> int:
    """How many of `members` people the words of a floor name."""
    left_out = sum(1 for word in words if word.startswith("not "))
    if "everyone" in words:
        return max(0, members - left_out)
    count = sum(1 for word in words if word not in ("nobody", "responders")) - left_out
    if "responders" in words:
        count = max(count, (members - 1) + ("presenter" in words) - left_out)
    return max(0, min(members, count))


def _items(
    process: Process,
    members: Sequence[str],
    presenters: Sequence[str],
    prefix: str,
    without: Collection[str],
) -> list[_Item]:
    who: Sequence[str | None] = presenters or [None]
    if process.presents:
        return [
            item
            for presenter in who
            for item in _once(
                process,
                members,
                presenter,
                who,
                _under(prefix, process, presenter, len(who)),
                without,
            )
        ]
    return _once(process, members, None, who, prefix, without)


def _under(prefix: str, process: Process, presenter: str | None, count: int) -> str:
    return f"{prefix}{presenter}/" if count > 1 else prefix


def _once(
    process: Process,
    members: Sequence[str],
    presenter: str | None,
    presenters: Sequence[str | None],
    prefix: str,
    without: Collection[str],
) -> list[_Item]:
    items: list[_Item] = []
    for item in process.steps:
        if isinstance(item, Block):
            each: Sequence[str | None] = members if item.repeat == "member" else presenters
            items += [
                (f"{prefix}{item.id}.{number}/{step.id}", step, person)
                for number, person in enumerate(each, start=1)
                for step in item.steps
            ]
        elif not (item.optional and item.id in without):
            items.append((f"{prefix}{item.id}", item, presenter))
    return items


def _ranges(step: Step, presenter: str | None, members: int) -> tuple[_Range, _Range]:
    own = _range(step.time, members, presenter) if step.time else None
    if own is None:
        turns = step.turns
        each = turns.seconds if turns and turns.seconds else 0
        whole = each * _turn_count(step, presenter, members)
        own = _Range(natural=whole, least=whole, most=whole)
    chosen = (
        _range(step.choose.time, members, presenter)
        if step.choose
        else _Range(natural=0, least=0, most=0)
    )
    return own, chosen


def _turn_count(step: Step, presenter: str | None, members: int) -> int:
    if step.turns is None:
        return 0
    people = resolve_count(step.turns.of, presenter=presenter is not None, members=members)
    return people * step.turns.rounds


def _range(time: Time, members: int, presenter: str | None) -> _Range:
    count = {"": 1, "member": members, "responder": max(1, members - 1)}[time.per]
    natural = time.seconds * count
    least = time.at_least if time.at_least is not None else natural
    most = time.at_most if time.at_most is not None else natural
    natural = min(max(natural, least), most)
    return _Range(natural=natural, least=min(least, natural), most=max(most, natural))


def _spread(ranges: Sequence[_Range], seconds: int) -> list[int]:
    natural = sum(r.natural for r in ranges)
    if seconds < natural:
        room = sum(r.natural - r.least for r in ranges)
        share = min(1.0, (natural - seconds) / room) if room else 0.0
        cut = [r.natural - (r.natural - r.least) * share for r in ranges]
        return [max(r.least, int(c // GRAIN * GRAIN)) for r, c in zip(ranges, cut, strict=True)]
    room = sum(r.most - r.natural for r in ranges)
    share = min(1.0, (seconds - natural) / room) if room else 0.0
    grown = [r.natural + (r.most - r.natural) * share for r in ranges]
    return [max(r.natural, int(g // GRAIN * GRAIN)) for r, g in zip(ranges, grown, strict=True)]


def _part(
    process: Process,
    key: str,
    step: Step,
    presenter: str | None,
    members: int,
    seconds: int,
    shortest: int,
    reserve: int,
) -> Part:
    turns = _turn_count(step, presenter, members)
    part = Part(
        key=key,
        process=process.id,
        step=step.id,
        presenter=presenter,
        seconds=seconds,
        shortest=shortest,
        reserve=reserve,
    )
    return replace(part, turn_seconds=max(GRAIN, seconds // turns)) if turns else part


def _size_advice(process: Process, members: int) -> tuple[Sentence, ...]:
    if members < process.smallest:
        return (
            Sentence(
                _("It needs at least %(least)d people; you are %(count)d."),
                least=process.smallest,
                count=members,
            ),
        )
    if members > process.largest:
        return (
            Sentence(
                _("It is for at most %(most)d people; you are %(count)d."),
                most=process.largest,
                count=members,
            ),
        )
    return ()


def _time_advice(
    process: Process,
    members: Sequence[str],
    presenters: Sequence[str],
    seconds: int,
    shortest: int,
    without: Collection[str],
) -> tuple[Sentence, ...]:
    advice = [
        Sentence(
            _("It needs at least %(least)d minutes for %(count)d people; there are %(have)d."),
            least=_minutes(shortest),
            count=len(members),
            have=seconds // 60,
        )
    ]
    for fewer in range(len(presenters) - 1, 0, -1):
        shorter = fit(
            process,
            members=members,
            presenters=presenters[:fewer],
            seconds=shortest,
            without=without,
        )
        if shorter.shortest <= seconds:
            advice.append(
                Sentence(
                    _("With %(presenters)d presenting it fits, in %(minutes)d minutes."),
                    presenters=fewer,
                    minutes=_minutes(shorter.shortest),
                )
            )
            break
    optional = [s.id for s in process.all_steps() if s.optional and s.id not in without]
    if optional:
        shorter = fit(
            process,
            members=members,
            presenters=presenters,
            seconds=shortest,
            without=[*without, *optional],
        )
        if shorter.shortest <= seconds:
            advice.append(Sentence(_("Without its optional steps it fits.")))
    return tuple(advice)


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)
