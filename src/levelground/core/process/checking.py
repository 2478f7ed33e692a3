"""What a process must fulfil beyond its shape, so that whatever is accepted can be run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from levelground.core.process.faults import Fault
from levelground.core.process.fields import Notes
from levelground.core.process.model import Block, Process, Step
from levelground.core.process.vocabulary import AUDIENCES, FLOORS, MANNERS, NEEDS

MOST_STEPS = 60


def check_process(process: Process, *, file: str) -> list[Fault]:
    """Every fault in one well-shaped process, in the order of the file."""
    notes = Notes(file)
    steps = list(process.all_steps())
    if not steps:
        notes.add("steps", "There are none.", "Add at least one [[steps]].")
    if len(steps) > MOST_STEPS:
        notes.add(
            "steps", f"There are {len(steps)}.", f"Keep to {MOST_STEPS}; split the process in two."
        )
    if process.smallest > process.largest:
        notes.add("size", "“min” is larger than “max”.", "Change one of them.")
    _known("when", process.when, NEEDS, notes)
    _unique(
        "step",
        [item.id for item in process.steps if isinstance(item, Block)] + [s.id for s in steps],
        notes,
    )
    _unique("role", [role.id for role in process.roles], notes)
    for role in process.roles:
        if role.id in (*FLOORS, *AUDIENCES):
            notes.add(
                f"role “{role.id}”",
                "This word has a meaning of its own.",
                "Give the role another id.",
            )
    if len(process.roles) >= process.smallest + (0 if process.presents else 1) and process.roles:
        notes.add(
            "roles",
            "There are more roles than people in the smallest group.",
            "Raise size.min or drop a role.",
        )
    for item in process.steps:
        if isinstance(item, Block):
            _check_block(process, item, notes)
        else:
            _check_step(process, item, notes, has_presenter=process.presents)
    if process.kind == "frame":
        _check_frame(process, notes)
    return notes.faults


def check_book(processes: Iterable[Process], *, files: Mapping[str, str]) -> list[Fault]:
    """Faults between files: ids used twice, choices that do not exist or never end.

    `files` maps a process id to the name of its file.
    """
    faults: list[Fault] = []
    book: dict[str, Process] = {}
    for process in processes:
        notes = Notes(files.get(process.id, process.id))
        if process.id in book:
            notes.add(
                "process",
                f"The id “{process.id}” is used by another file.",
                "Give one of them another id.",
            )
        book.setdefault(process.id, process)
        faults += notes.faults
    for process in book.values():
        notes = Notes(files.get(process.id, process.id))
        for step in process.all_steps():
            options = step.choose.options if step.choose and not step.choose.from_library else ()
            for option in options:
                chosen = book.get(option)
                where = f"step “{step.id}”, choose"
                if chosen is None:
                    notes.add(
                        where,
                        f"There is no process “{option}”.",
                        "Correct the id, or add its file.",
                    )
                elif chosen.kind == "frame" or any(s.choose for s in chosen.all_steps()):
                    notes.add(
                        where,
                        f"“{option}” holds a choice itself.",
                        "Choose only processes that hold none.",
                    )
                elif chosen.presents and not process.presents and not _in_block(process, step):
                    notes.add(
                        where,
                        f"“{option}” needs a presenter and nobody presents here.",
                        "Choose one that is for the group.",
                    )
        faults += notes.faults
    return faults


def _in_block(process: Process, step: Step) -> bool:
    return any(isinstance(item, Block) and step in item.steps for item in process.steps)


def _check_block(process: Process, block: Block, notes: Notes) -> None:
    where = f"block “{block.id}”"
    if not block.steps:
        notes.add(where, "It holds no steps.", "Add [[steps.steps]].")
    if block.repeat == "presenter" and process.kind != "frame":
        notes.add(where, "Only a frame repeats per presenter.", 'Use repeat = "member".')
    for step in block.steps:
        _check_step(process, step, notes, has_presenter=True)


def _check_frame(process: Process, notes: Notes) -> None:
    if process.presents:
        notes.add("for", "A frame is for the whole group.", 'Use for = "group".')
    asks = [step for step in process.all_steps() if step.decides]
    blocks = [
        item for item in process.steps if isinstance(item, Block) and item.repeat == "presenter"
    ]
    if blocks and not asks:
        notes.add(
            "steps",
            "Steps repeat per presenter, but nobody settles who presents.",
            'Add a step with decides = "presenters" before them.',
        )
    if len(asks) > 1 or len(blocks) > 1:
        notes.add(
            "steps", "Who presents is settled or repeated more than once.", "Keep one of each."
        )
    if (
        asks
        and blocks
        and list(process.all_steps()).index(asks[0])
        > list(process.all_steps()).index(blocks[0].steps[0])
    ):
        notes.add(
            f"step “{asks[0].id}”",
            "It comes after the steps that need to know who presents.",
            "Move it before them.",
        )


def _check_step(process: Process, step: Step, notes: Notes, *, has_presenter: bool) -> None:
    where = f"step “{step.id}”"
    roles = {role.id for role in process.roles}
    _check_floor(step, roles, notes, where, has_presenter=has_presenter)
    _check_time(step, notes, where)
    _known(f"{where}, manner", step.manner, MANNERS, notes)
    _check_say(step, roles, notes, where, has_presenter=has_presenter)
    speakers = {"presenter", "responders", "everyone", *roles}
    for makes in step.makes:
        if makes.by not in speakers:
            notes.add(
                f"{where}, makes",
                f"“{makes.by}” is nobody here.",
                f"Use one of: {', '.join(sorted(speakers))}.",
            )
        if not has_presenter and (
            makes.owner == "presenter" or makes.by in ("presenter", "responders")
        ):
            notes.add(
                f"{where}, makes",
                "Nobody presents here.",
                'Use by = "everyone" and for = "writer" or "group".',
            )
    if step.is_silence and step.ends != "never":
        notes.add(where, "A silence runs its time.", 'Leave “ends” out, or write ends = "never".')
    if step.decides and process.kind != "frame":
        notes.add(where, "Only a frame decides who presents.", "Leave “decides” out.")
    if step.choose and step.is_silence:
        notes.add(where, "Nobody can choose in a silence.", 'Use floor = "everyone".')
    if step.choose and process.kind == "module":
        notes.add(where, "A module cannot hold another choice.", "Leave “choose” out.")


def _check_floor(
    step: Step, roles: set[str], notes: Notes, where: str, *, has_presenter: bool
) -> None:
    known = {*FLOORS, *roles, *(f"not {role}" for role in roles)}
    for word in (*step.floor, *(step.turns.of if step.turns else ())):
        if word not in known:
            notes.add(
                where, f"“{word}” is not a floor.", f"Use one of: {', '.join(sorted(known))}."
            )
        if word in ("presenter", "responders") and not has_presenter:
            notes.add(
                where,
                f"The floor is “{word}”, but nobody presents here.",
                'Use "everyone", or for = "presenter".',
            )
    if len(step.floor) > 1 and {"nobody", "everyone"} & set(step.floor):
        if (
            any(not word.startswith("not ") for word in set(step.floor) - {"nobody", "everyone"})
            or "nobody" in step.floor
        ):
            notes.add(where, "“nobody” and “everyone” stand alone.", "Name only the others.")
    if step.turns and step.is_silence:
        notes.add(where, "Nobody takes turns in a silence.", "Leave “turns” out.")
    if step.turns and "everyone" not in step.floor and not set(step.turns.of) <= set(step.floor):
        notes.add(
            f"{where}, turns",
            "Turns are given to somebody who is not on the floor.",
            "Add them to the floor.",
        )


def _check_time(step: Step, notes: Notes, where: str) -> None:
    if step.time is None and not (step.turns and step.turns.seconds):
        notes.add(
            where, "It does not say how long it takes.", "Add minutes = 5, or minutes in “turns”."
        )
    if step.time and step.turns and step.turns.seconds:
        notes.add(where, "It has minutes for the step and for each turn.", "Keep one of them.")


def _check_say(
    step: Step, roles: set[str], notes: Notes, where: str, *, has_presenter: bool
) -> None:
    for audience, text in step.say.items():
        if audience not in (*AUDIENCES, *roles):
            notes.add(
                f"{where}, say",
                f"“{audience}” is not an audience.",
                f"Use one of: {', '.join((*AUDIENCES, *sorted(roles)))}.",
            )
        for name in re.findall(r"\{([^}]*)\}", text):
            if name not in roles and not (name == "presenter" and has_presenter):
                notes.add(
                    f"{where}, say.{audience}",
                    f"“{{{name}}}” stands for nobody here.",
                    "Use {presenter} or the id of a role.",
                )
        if len(re.findall(r"[.?!](?=\s|$|”)", text)) > 2:  # noqa: PLR2004  two sentences are the design's limit
            notes.add(f"{where}, say.{audience}", "It is longer than two sentences.", "Say less.")
    missing = [a for a in audiences(step) if a not in step.say and "everyone" not in step.say]
    for audience in missing:
        notes.add(
            f"{where}, say",
            f"There is no text for “{audience}”.",
            f'Add say.{audience} = "…" or say.everyone.',
        )


def audiences(step: Step) -> tuple[str, ...]:
    """Who needs a text of their own in this step: those with the floor, those who are silent."""
    if step.is_silence:
        return ("silent",)
    if step.floor == ("everyone",) and step.turns is None:
        return ("floor",)
    return ("floor", "silent")


def _known(where: str, words: Iterable[str], known: Mapping[str, object], notes: Notes) -> None:
    for word in words:
        if word not in known:
            notes.add(where, f"“{word}” is not known.", f"Use one of: {', '.join(known)}.")


def _unique(what: str, ids: Iterable[str], notes: Notes) -> None:
    for name, count in Counter(ids).items():
        if count > 1:
            notes.add(f"{what} “{name}”", f"This id is used {count} times.", "Give each its own.")
