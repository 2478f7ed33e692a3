"""`levelground process show ID`: a process laid out for some people and minutes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from levelground.core.process import Faulty, Fit, Part, Process, Step, fit
from levelground.terminal.process_files import NAMES, NotFound, found


def show(arguments: argparse.Namespace) -> int:
    """Print the plan. Returns 0 if it fits, 1 if it does not or has faults, 2 if there is none."""
    try:
        process = found(arguments.process)
    except NotFound as missing:
        print(missing, file=sys.stderr)
        return 2
    except Faulty as faulty:
        print(faulty, file=sys.stderr)
        return 1
    members = NAMES[: arguments.members]
    if arguments.presenters > len(members):
        print("More present than there are members.", file=sys.stderr)
        return 2
    laid_out = fit(
        process,
        members=members,
        presenters=members[: arguments.presenters],
        seconds=arguments.minutes * 60,
    )
    for line in _lines(process, laid_out, people=len(members), minutes=arguments.minutes):
        print(line)
    for one in laid_out.advice:
        print(one, file=sys.stderr)
    return 0 if laid_out.fits else 1


def _lines(process: Process, laid_out: Fit, *, people: int, minutes: int) -> Iterator[str]:
    whose = "one person's case" if process.presents else "for all together"
    yield f"{process.name} ({process.id}, version {process.version})"
    yield process.summary
    yield f"A {process.kind} for {process.smallest} to {process.largest} people, {whose}."
    yield ""
    outcome = "it fits" if laid_out.fits else "it does not fit"
    yield f"{people} people, {minutes} minutes: {clock(laid_out.seconds)} planned, {outcome}."
    yield ""
    several = len({part.presenter for part in laid_out.parts} - {None}) > 1
    width = max((len(process.step(part.step).name) for part in laid_out.parts), default=0)
    presenter: str | None = None
    for part in laid_out.parts:
        if several and part.presenter != presenter and part.presenter:
            yield f"       {part.presenter} presents"
        presenter = part.presenter
        step = process.step(part.step)
        yield f"{clock(part.seconds):>6} {step.name:<{width}}  {who(process, step, part)}"
        if part.reserve:
            yield f"{clock(part.reserve):>6} {'':<{width}}  for the process that is chosen"


def who(process: Process, step: Step, part: Part) -> str:
    """Who speaks and who is silent, in a line."""
    if step.is_silence:
        return "silence for everyone"
    floor = _named(process, step.floor)
    if step.turns is not None:
        of = _named(process, step.turns.of)
        rounds = f", {step.turns.rounds} rounds" if step.turns.rounds > 1 else ""
        others = tuple(word for word in step.floor if word not in step.turns.of)
        answering = f"; {_named(process, others)} may answer" if others else ""
        return (
            f"in turn: {of}, {clock(part.turn_seconds)} each{rounds}{answering}; the others silent"
        )
    if step.floor == ("everyone",):
        return f"speaks: {floor}"
    silent = "the presenter" if step.floor == ("responders",) and part.presenter else "the others"
    return f"speaks: {floor}; {silent} silent"


def _named(process: Process, words: tuple[str, ...]) -> str:
    roles = {role.id: f"the {role.name.lower()}" for role in process.roles}
    known = {
        "everyone": "everyone",
        "presenter": "the presenter",
        "responders": "the responders",
        **roles,
        **{f"not {role}": f"without {name}" for role, name in roles.items()},
    }
    named = [known[word] for word in words if not word.startswith("not ")]
    left_out = [known[word] for word in words if word.startswith("not ")]
    return " ".join([" and ".join(named), *left_out])


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
