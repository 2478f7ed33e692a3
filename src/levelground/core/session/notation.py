"""A session as plain text, read like a play script: one line for each move, with its time.

    frame short-meeting
    minutes 60
    quorum 3
    members ada ben cai

    0:00:00 ada join
    0:00:20 ada open
            | 0:00:20 agreement: everyone speaks
    0:01:05 ben propose more-time

What begins with "|" was brought about and is there for the reader; when a transcript is read, only
the moves count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from levelground.core.process import Book
from levelground.core.session import events as e
from levelground.core.session import moves as m
from levelground.core.session.decide import decide
from levelground.core.session.due import due
from levelground.core.session.evolve import evolve
from levelground.core.session.refused import Refused
from levelground.core.session.state import State, floor_of

START = datetime(2026, 3, 2, 12, tzinfo=UTC)

VERBS: dict[str, type[m.Move]] = {
    "join": m.Join,
    "seat": m.Seat,
    "leave": m.Leave,
    "drop": m.Leave,
    "open": m.Open,
    "ready": m.Ready,
    "done": m.Done,
    "pass": m.Pass,
    "later": m.Later,
    "propose": m.Propose,
    "yes": m.Answer,
    "no": m.Answer,
    "pause": m.Pause,
    "silence": m.CallSilence,
    "check": m.CheckProcess,
    "broken": m.NoteBroken,
    "take": m.TakeRole,
    "hand-on": m.HandOn,
    "offer": m.Offer,
    "withdraw": m.Withdraw,
    "write": m.Write,
    "amend": m.Amend,
}
WITH_DETAIL = ("seat", "propose", "take", "hand-on", "write", "amend")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A move and when it was made, in time since the session was planned."""

    after: timedelta
    move: m.Move


class Unreadable(Exception):
    """A transcript cannot be read; the message names the line and what to do."""


def read_transcript(text: str) -> tuple[Line, ...]:
    """The moves of a transcript, the planning of the session first. Raises Unreadable."""
    heads: dict[str, list[str]] = {}
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line[0] in "|#":
            continue
        words = line.split()
        if words[0] in ("frame", "minutes", "quorum", "members", "without"):
            heads[words[0]] = words[1:]
            continue
        lines.append(_read_line(words, number))
    return (Line(after=timedelta(), move=_convene(heads)), *lines)


def write_transcript(lines: Sequence[Line], *, book: Book) -> str:
    """The script of a session: heads, moves, and what each brought about. Refused moves say so."""
    return "\n".join(_script(lines, book)) + "\n"


def perform(lines: Iterable[Line], *, book: Book) -> State:
    """The state after these moves. Raises Refused at the first that the rules do not allow."""
    state = State(book=book)
    for line in lines:
        for event in decide(state, line.move, at=START + line.after):
            state = evolve(state, event)
    return state


def write_move(move: m.Move) -> str:
    """A move as it stands in a transcript: who, verb, details."""
    match move:
        case m.Seat(member=member):
            words = ["seat", member]
        case m.Leave(dropped=dropped, member=member):
            words = ["drop" if dropped else "leave", *([member] if member else [])]
        case m.Done(turn=turn):
            words = ["done", *([turn] if turn else [])]
        case m.Propose(ask=ask, detail=detail):
            words = ["propose", ask, *detail]
        case m.Answer(yes=yes, ask=ask):
            words = ["yes" if yes else "no", *([ask] if ask else [])]
        case m.TakeRole(role=role):
            words = ["take", role]
        case m.HandOn(role=role):
            words = ["hand-on", role]
        case m.Write(kind=kind):
            words = ["write", kind]
        case m.Amend(kind=kind):
            words = ["amend", kind]
        case _:
            words = [verb for verb, kind in VERBS.items() if isinstance(move, kind)]
    return " ".join([move.by, *words])


def read_move(words: Sequence[str]) -> m.Move:  # noqa: PLR0911  one case for each shape
    """The move that `write_move` wrote as these words. Raises ValueError if it is none."""
    by, verb, *rest = words
    match verb, rest:
        case "seat", [member]:
            return m.Seat(by=by, member=member)
        case (("leave" | "drop"), ([] | [_])):
            return m.Leave(by=by, dropped=verb == "drop", member="".join(rest))
        case "done", ([] | [_]):
            return m.Done(by=by, turn="".join(rest))
        case "propose", [ask, *detail]:
            return m.Propose(by=by, ask=ask, detail=tuple(detail))
        case (("yes" | "no"), ([] | [_])):
            return m.Answer(by=by, yes=verb == "yes", ask="".join(rest))
        case "take", [role]:
            return m.TakeRole(by=by, role=role)
        case "hand-on", [role]:
            return m.HandOn(by=by, role=role)
        case (("write" | "amend"), [kind]):
            return m.Write(by=by, kind=kind) if verb == "write" else m.Amend(by=by, kind=kind)
        case _, [] if verb in VERBS and verb not in WITH_DETAIL:
            simple: Callable[..., m.Move] = VERBS[verb]
            return simple(by=by)
    raise ValueError(verb)


def _script(lines: Sequence[Line], book: Book) -> Iterator[str]:
    state = State(book=book)
    for line in lines:
        at = START + line.after
        if isinstance(line.move, m.Convene):
            yield from _heads(line.move)
            state = _told(state, decide(state, line.move, at=at))
            continue
        passed = due(state, at)
        yield from _effects(state, passed)
        state = _told(state, passed)
        yield f"{_time(line.after)} {write_move(line.move)}"
        try:
            brought = decide(state, line.move, at=at)
        except Refused as refusal:
            yield f"        | refused: {refusal}"
            continue
        yield from _effects(state, brought)
        state = _told(state, brought)


def _heads(move: m.Convene) -> Iterator[str]:
    yield f"frame {move.frame}"
    yield f"minutes {move.minutes}"
    yield f"quorum {move.quorum}"
    yield f"members {' '.join(move.members)}"
    if move.without:
        yield f"without {' '.join(move.without)}"
    yield ""


def _effects(state: State, brought: Iterable[e.Event]) -> Iterator[str]:
    for event in brought:
        state = evolve(state, event)
        told = _tell(state, event)
        if told:
            yield f"        | {_time(event.at - START)} {told}"


def _tell(state: State, event: e.Event) -> str:  # noqa: C901, PLR0911, PLR0912  one case for each event worth telling
    match event:
        case e.StepStarted():
            return _tell_step(state)
        case e.TurnStarted(member=member):
            return f"turn: {member}"
        case e.TurnEnded(member=member, how=how):
            return f"turn over: {member} ({how})"
        case e.StepEnded(key=key, how=how):
            return f"step over: {key} ({how})"
        case e.LandingStarted():
            return "finish your sentence"
        case e.TimeRanOut():
            return "time is up; the group decides"
        case e.TimeAdded(seconds=seconds, paid_by=paid_by):
            return f"{seconds} s more, {'from ' + paid_by if paid_by else 'the session ends later'}"
        case e.Asked(ask=ask, detail=detail):
            return " ".join(["asked:", ask, *detail])
        case e.Granted():
            return "agreed"
        case e.Dropped(how=how):
            return f"question dropped ({how})"
        case e.RoleTaken(role=role, member=member):
            return f"{role}: {member}"
        case e.PresentersChosen(members=members):
            return f"presenting: {' '.join(members)}"
        case e.ProcessChosen(process=process, version=version):
            return f"process: {process}@{version}"
        case e.Paused():
            return "the clock stands still"
        case e.Resumed():
            return "the clock goes on"
        case e.SilenceCalled(seconds=seconds):
            return f"a silence was called: {seconds} s"
        case e.SilenceEnded():
            return "the called silence is over"
        case e.ProcessChecked():
            return "are we still in the process?"
        case e.SilenceBroken():
            return "a silence was broken"
        case e.Closed(how=how):
            return f"closed ({how})"
        case _:
            return ""


def _tell_step(state: State) -> str:
    part, step = state.part, state.step
    if part is None or step is None:
        return ""
    floor = floor_of(state)
    silent = [member for member in state.members if member not in floor]
    if step.turns:
        who = f"turns of {len(state.queue)}"
    elif not floor:
        who = "silence"
    elif not silent:
        who = "everyone may speak"
    else:
        who = f"{' '.join(floor)} may speak; silent: {' '.join(silent)}"
    return f"{part.key} ({_minutes(part.seconds)}): {who}"


def _told(state: State, brought: Iterable[e.Event]) -> State:
    for event in brought:
        state = evolve(state, event)
    return state


def _read_line(words: Sequence[str], number: int) -> Line:
    match = re.fullmatch(r"(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?", words[0])
    if match is None or len(words) < 3:  # noqa: PLR2004  time, member, verb
        raise Unreadable(f"Line {number}: write it as “0:01:30 ada done”.")
    hours, minutes, seconds, fraction = match.groups(default="0")
    after = timedelta(
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(fraction.ljust(6, "0")),
    )
    try:
        return Line(after=after, move=read_move(words[1:]))
    except ValueError:
        known = ", ".join(VERBS)
        raise Unreadable(
            f"Line {number}: “{words[2]}” is not a move. Use one of: {known}."
        ) from None


def _convene(heads: dict[str, list[str]]) -> m.Convene:
    missing = [head for head in ("frame", "minutes", "members") if not heads.get(head)]
    if missing:
        raise Unreadable(f"The line “{missing[0]} …” is missing at the top.")
    members = tuple(heads["members"])
    try:
        minutes, quorum = int(heads["minutes"][0]), int((heads.get("quorum") or ["2"])[0])
    except ValueError:
        raise Unreadable("“minutes” and “quorum” are whole numbers.") from None
    return m.Convene(
        by="",
        members=members,
        frame=heads["frame"][0],
        minutes=minutes,
        quorum=quorum,
        order=members,
        presenter_order=members,
        role_order=members,
        without=tuple(heads.get("without", ())),
    )


def _time(after: timedelta) -> str:
    whole = int(after.total_seconds())
    fraction = f".{after.microseconds:06d}".rstrip("0") if after.microseconds else ""
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}{fraction}"


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
