"""From the text of a process file to a Process, or to everything that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import cast

from levelground.core.process.checking import check_process
from levelground.core.process.faults import Fault, Faulty
from levelground.core.process.fields import Fields, Notes
from levelground.core.process.model import (
    Block,
    Choose,
    Ends,
    Kind,
    Makes,
    Per,
    Process,
    Role,
    Seen,
    Step,
    Time,
    Turns,
)
from levelground.core.process.vocabulary import ENDS, KINDS, OWNERS, SEEN
from levelground.core.words import Sentence

PROCESS_KEYS = (
    "id", "version", "kind", "name", "summary", "when", "size", "for", "experience", "origin",
    "source", "licence", "credit", "minutes_from", "roles", "steps",
)  # fmt: skip
STEP_KEYS = (
    "id", "name", "floor", "turns", "minutes", "minutes_from", "manner", "say", "makes", "ends",
    "choose", "decides", "optional",
)  # fmt: skip
LONGEST_FILE = 100_000


def read(text: str, *, file: str) -> Process:
    """The process written in `text`.

    `file` names the file in faults. Raises Faulty with every fault found: where it is, what is
    wrong and what to do. Whatever this returns can be run.
    """
    notes = Notes(file)
    if len(text) > LONGEST_FILE:
        notes.add(
            "file",
            Sentence("It is %(text)s characters long.", text=len(text)),
            Sentence("Keep it under %(longest_file)s.", longest_file=LONGEST_FILE),
        )
        raise Faulty(notes.faults)
    try:
        table = tomllib.loads(text)
    except RecursionError:
        notes.add(
            "file",
            Sentence("Its tables stand in one another without end."),
            Sentence("Nest them less deeply."),
        )
        raise Faulty(notes.faults) from None
    except ValueError as error:  # TOMLDecodeError, and numbers of thousands of digits
        notes.add(
            "file",
            Sentence("It is not TOML: %(error)s.", error=str(error)),
            Sentence("Mend the line that is named."),
        )
        raise Faulty(notes.faults) from None
    process = _process(Fields(table, "process", notes))
    notes.faults.extend(_further(check_process(process, file=file), notes.faults))
    if notes.faults:
        raise Faulty(notes.faults)
    return process


def _further(found: list[Fault], shape: list[Fault]) -> list[Fault]:
    """What was found beyond faults of shape, but nothing that only follows from one of those."""
    places = {fault.where.split(",")[0] for fault in shape}
    if any(fault.what.startswith(("“kind”", "“for”", "“roles”", "“steps”")) for fault in shape):
        return []
    return [fault for fault in found if fault.where.split(",")[0] not in places]


def _process(fields: Fields) -> Process:
    fields.known(*PROCESS_KEYS)
    size = fields.inner("size", "size") or Fields({}, "size", fields.notes)
    size.known("min", "max")
    kind = fields.one_of("kind", ("process", "module", "frame"), "process")
    ours = fields.one_of("minutes_from", ("source", "ours"), "ours") == "ours"
    presents = fields.one_of("for", ("presenter", "group"), "group") == "presenter"
    return Process(
        id=_id(fields),
        version=fields.number("version", least=1, most=9999, default=1),
        kind=cast(Kind, kind),
        name=fields.text("name"),
        summary=fields.text("summary"),
        when=fields.words("when"),
        smallest=size.number("min", least=2, most=12, default=3),
        largest=size.number("max", least=2, most=12, default=8),
        presents=presents,
        experience="first" if fields.one_of("experience", ("first", "practised"), "practised") == "first" else "practised",
        origin=fields.text("origin"),
        source=fields.text("source"),
        licence=fields.text("licence"),
        credit=fields.text("credit"),
        roles=tuple(_role(role) for role in fields.inner_list("roles", "role")),
        steps=tuple(_step_or_block(item, presents=presents, ours=ours) for item in fields.inner_list("steps", "step")),
    )  # fmt: skip


def _id(fields: Fields) -> str:
    value = fields.text("id")
    if value and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        fields.fault(
            Sentence("The id “%(value)s” cannot be used.", value=value[:40]),
            Sentence("Use lower-case words joined by hyphens."),
        )
    return value


def _role(fields: Fields) -> Role:
    fields.known("id", "name", "say")
    return Role(id=_id(fields), name=fields.text("name"), say=fields.text("say", required=False))


def _step_or_block(fields: Fields, *, presents: bool, ours: bool) -> Step | Block:
    if "repeat" not in fields.table:
        return _step(fields, presents=presents, ours=ours)
    fields.known("id", "repeat", "steps")
    repeat = fields.one_of("repeat", ("member", "presenter"), "member")
    inside = fields.inner_list("steps", f"{fields.where}, step")
    for step in inside:
        if "repeat" in step.table:
            step.fault(
                Sentence("A block stands inside a block."), Sentence("Repeat one level only.")
            )
    return Block(
        id=_id(fields),
        repeat="member" if repeat == "member" else "presenter",
        steps=tuple(_step(step, presents=True, ours=ours) for step in inside),
    )


def _step(fields: Fields, *, presents: bool, ours: bool) -> Step:
    if "repeat" not in fields.table:
        fields.known(*STEP_KEYS)
    floor = fields.words("floor")
    silence = floor == ("nobody",)
    if not floor:
        fields.fault(
            Sentence("It does not say who may speak."),
            Sentence('Add floor = "everyone", "presenter", "responders" or "nobody".'),
        )
    ends = fields.one_of("ends", ENDS, "never" if silence else "floor-done")
    says = fields.one_of("minutes_from", ("source", "ours"), "ours" if ours else "source")
    return Step(
        id=_id(fields),
        name=fields.text("name"),
        floor=floor,
        time=_time(fields, "minutes"),
        turns=_turns(fields, floor),
        manner=fields.words("manner"),
        say=_say(fields),
        makes=tuple(_makes(item, presents=presents) for item in fields.inner_list("makes", f"{fields.where}, makes")),
        ends=cast(Ends, ends),
        choose=_choose(fields),
        decides="presenters" if fields.one_of("decides", ("", "presenters"), "") else "",
        optional=fields.flag("optional", default=False),
        minutes_are_ours=says == "ours",
    )  # fmt: skip


def _time(fields: Fields, key: str) -> Time | None:
    value = fields.table.get(key)
    if not isinstance(value, Mapping):
        seconds = fields.seconds(key)
        return None if seconds is None else Time(seconds=seconds, at_least=seconds, at_most=seconds)
    inner = Fields(value, f"{fields.where}, {key}", fields.notes)
    inner.known("fixed", "each", "per", "at_least", "at_most")
    fixed, each = inner.seconds("fixed"), inner.seconds("each")
    seconds = fixed or each
    if seconds is None or (fixed and each):
        inner.fault(
            Sentence("It should say either how long in all or how long for each."),
            Sentence('Write { fixed = 5 } or { each = 2, per = "member" }.'),
        )
        return None
    per = inner.one_of("per", ("member", "responder"), "member") if each else ""
    if fixed and "per" in value:
        inner.fault(
            Sentence("“per” goes with “each”."), Sentence('Write { each = 2, per = "member" }.')
        )
    at_least, at_most = inner.seconds("at_least"), inner.seconds("at_most")
    if at_least and at_most and at_least > at_most:
        inner.fault(
            Sentence("“at_least” is longer than “at_most”."), Sentence("Change one of them.")
        )
    if fixed and ((at_least or fixed) > fixed or (at_most or fixed) < fixed):
        inner.fault(
            Sentence("“fixed” lies outside “at_least” and “at_most”."),
            Sentence("Change one of them."),
        )
    return Time(seconds=seconds, per=cast(Per, per), at_least=at_least or fixed, at_most=at_most or fixed)  # fmt: skip


def _turns(fields: Fields, floor: tuple[str, ...]) -> Turns | None:
    inner = fields.inner("turns", f"{fields.where}, turns")
    if inner is None:
        return None
    inner.known("of", "minutes", "rounds", "pass")
    return Turns(
        of=inner.words("of") or floor,
        seconds=inner.seconds("minutes"),
        rounds=inner.number("rounds", least=1, most=10, default=1),
        may_pass=inner.flag("pass", default=True),
    )


def _say(fields: Fields) -> dict[str, str]:
    inner = fields.inner("say", f"{fields.where}, say")
    return {} if inner is None else {audience: inner.text(audience) for audience in inner.table}


def _makes(fields: Fields, *, presents: bool) -> Makes:
    fields.known("kind", "by", "for", "seen", "prompt")
    owner = fields.one_of("for", OWNERS, "presenter" if presents else "writer")
    return Makes(
        kind=fields.one_of("kind", tuple(KINDS), "note"),
        by=fields.text("by"),
        owner="presenter" if owner == "presenter" else "group" if owner == "group" else "writer",
        seen=cast(Seen, fields.one_of("seen", SEEN, "group")),
        prompt=fields.text("prompt", required=False),
    )


def _choose(fields: Fields) -> Choose | None:
    inner = fields.inner("choose", f"{fields.where}, choose")
    if inner is None:
        return None
    inner.known("from", "minutes")
    options = inner.words("from")
    time = _time(inner, "minutes")
    if not options:
        inner.fault(
            Sentence("It does not say what may be chosen."),
            Sentence('Add from = ["…"] or from = "library".'),
        )
    if time is None:
        inner.fault(
            Sentence("It does not say how long what is chosen may take."),
            Sentence("Add minutes = { fixed = 10, at_least = 5, at_most = 20 }."),
        )
    return Choose(options=options, time=time or Time(seconds=600))
