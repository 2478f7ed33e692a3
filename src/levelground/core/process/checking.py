"""What a process must fulfil beyond its shape, so that whatever is accepted can be run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from levelground.core.process.faults import Fault
from levelground.core.process.fields import Notes
from levelground.core.process.fitting import fit
from levelground.core.process.model import Block, Process, Step
from levelground.core.process.vocabulary import AUDIENCES, FLOORS, MANNERS, NEEDS
from levelground.core.words import Sentence

MOST_STEPS = 60
SHORTEST_TURN = 15  # seconds
TWO_SENTENCES = 2  # nobody reads more in the middle of a session


def check_process(process: Process, *, file: str) -> list[Fault]:
    """Every fault in one well-shaped process, in the order of the file."""
    notes = Notes(file)
    steps = list(process.all_steps())
    if not steps:
        notes.add("steps", Sentence("There are none."), Sentence("Add at least one [[steps]]."))
    if len(steps) > MOST_STEPS:
        notes.add(
            "steps",
            Sentence("There are %(steps)s.", steps=len(steps)),
            Sentence("Keep to %(most_steps)s; split the process in two.", most_steps=MOST_STEPS),
        )
    if process.smallest > process.largest:
        notes.add("size", Sentence("“min” is larger than “max”."), Sentence("Change one of them."))
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
                Sentence("This word has a meaning of its own."),
                Sentence("Give the role another id."),
            )
    if len(process.roles) >= process.smallest + (0 if process.presents else 1) and process.roles:
        notes.add(
            "roles",
            Sentence("There are more roles than people in the smallest group."),
            Sentence("Raise size.min or drop a role."),
        )
    for item in process.steps:
        if isinstance(item, Block):
            _check_block(process, item, notes)
        else:
            _check_step(process, item, notes, has_presenter=process.presents)
    if process.kind == "frame":
        _check_frame(process, notes)
    return notes.faults


def in_block(process: Process, step: Step) -> bool:
    return any(isinstance(item, Block) and step in item.steps for item in process.steps)


def _check_block(process: Process, block: Block, notes: Notes) -> None:
    where = f"block “{block.id}”"
    if not block.steps:
        notes.add(where, Sentence("It holds no steps."), Sentence("Add [[steps.steps]]."))
    if block.repeat == "presenter" and process.kind != "frame":
        notes.add(
            where,
            Sentence("Only a frame repeats per presenter."),
            Sentence('Use repeat = "member".'),
        )
    for step in block.steps:
        _check_step(process, step, notes, has_presenter=True)


def _check_frame(process: Process, notes: Notes) -> None:
    if process.presents:
        notes.add(
            "for", Sentence("A frame is for the whole group."), Sentence('Use for = "group".')
        )
    asks = [step for step in process.all_steps() if step.decides]
    within = [step for step in asks if in_block(process, step)]
    if within:
        notes.add(
            f"step “{within[0].id}”",
            Sentence("Who presents is settled inside a block that repeats."),
            Sentence("Move it before the block."),
        )
    blocks = [
        item for item in process.steps if isinstance(item, Block) and item.repeat == "presenter"
    ]
    if blocks and not asks:
        notes.add(
            "steps",
            Sentence("Steps repeat per presenter, but nobody settles who presents."),
            Sentence('Add a step with decides = "presenters" before them.'),
        )
    if asks and not blocks:
        notes.add(
            f"step “{asks[0].id}”",
            Sentence("It settles who presents, but no steps repeat per presenter."),
            Sentence('Add a block with repeat = "presenter".'),
        )
    if len(asks) > 1 or len(blocks) > 1:
        notes.add(
            "steps",
            Sentence("Who presents is settled or repeated more than once."),
            Sentence("Keep one of each."),
        )
    order = list(process.all_steps())
    first = blocks[0].steps[:1] if blocks else ()
    if asks and first and order.index(asks[0]) > order.index(first[0]):
        notes.add(
            f"step “{asks[0].id}”",
            Sentence("It comes after the steps that need to know who presents."),
            Sentence("Move it before them."),
        )


def _check_step(process: Process, step: Step, notes: Notes, *, has_presenter: bool) -> None:
    where = f"step “{step.id}”"
    roles = {role.id for role in process.roles}
    _check_floor(step, roles, notes, where, has_presenter=has_presenter)
    _check_time(step, notes, where)
    _check_turns(process, step, notes, where)
    _known(f"{where}, manner", step.manner, MANNERS, notes)
    _check_say(step, roles, notes, where, has_presenter=has_presenter)
    speakers = {"presenter", "responders", "everyone", *roles}
    for makes in step.makes:
        if makes.by not in speakers:
            notes.add(
                f"{where}, makes",
                Sentence("“%(by)s” is nobody here.", by=makes.by),
                Sentence("Use one of: %(speakers)s.", speakers=", ".join(sorted(speakers))),
            )
        if not has_presenter and (
            makes.owner == "presenter" or makes.by in ("presenter", "responders")
        ):
            notes.add(
                f"{where}, makes",
                Sentence("Nobody presents here."),
                Sentence('Use by = "everyone" and for = "writer" or "group".'),
            )
    if step.is_silence and step.ends != "never":
        notes.add(
            where,
            Sentence("A silence runs its time."),
            Sentence('Leave “ends” out, or write ends = "never".'),
        )
    if step.decides and process.kind != "frame":
        notes.add(
            where, Sentence("Only a frame decides who presents."), Sentence("Leave “decides” out.")
        )
    if step.choose and step.is_silence:
        notes.add(
            where, Sentence("Nobody can choose in a silence."), Sentence('Use floor = "everyone".')
        )
    if step.choose and process.kind == "module":
        notes.add(
            where, Sentence("A module cannot hold another choice."), Sentence("Leave “choose” out.")
        )
    if step.choose and step.choose.from_library and process.kind == "process":
        notes.add(
            where,
            Sentence("Only a frame chooses from the whole library."),
            Sentence("Name the modules."),
        )
    if step.choose and step.decides:
        notes.add(
            where,
            Sentence("Two things are settled at once."),
            Sentence("Give each a step of its own."),
        )


def _check_floor(
    step: Step, roles: set[str], notes: Notes, where: str, *, has_presenter: bool
) -> None:
    known = {*FLOORS, *roles, *(f"not {role}" for role in roles)}
    for word in (*step.floor, *(step.turns.of if step.turns else ())):
        if word not in known:
            notes.add(
                where,
                Sentence("“%(word)s” is not a floor.", word=word),
                Sentence("Use one of: %(known)s.", known=", ".join(sorted(known))),
            )
        if word in ("presenter", "responders") and not has_presenter:
            notes.add(
                where,
                Sentence("The floor is “%(word)s”, but nobody presents here.", word=word),
                Sentence('Use "everyone", or for = "presenter".'),
            )
    named = [word for word in step.floor if not word.startswith("not ")]
    if step.floor and not named:
        notes.add(
            where,
            Sentence("The floor leaves everybody out."),
            Sentence('Add "everyone" or "responders".'),
        )
    alone = {"nobody", "everyone"} & set(step.floor)
    if (len(named) > 1 and alone) or (len(step.floor) > 1 and "nobody" in step.floor):
        notes.add(
            where,
            Sentence("“nobody” and “everyone” stand alone."),
            Sentence("Name only the others."),
        )


def _check_turns(process: Process, step: Step, notes: Notes, where: str) -> None:
    turns, where_turns = step.turns, f"{where}, turns"
    if turns is None:
        return
    if step.is_silence:
        notes.add(
            where, Sentence("Nobody takes turns in a silence."), Sentence("Leave “turns” out.")
        )
        return
    if all(word == "nobody" or word.startswith("not ") for word in turns.of):
        notes.add(
            where_turns,
            Sentence("Nobody would take these turns."),
            Sentence("Name somebody in “of”."),
        )
    if "everyone" not in step.floor and not set(turns.of) <= set(step.floor):
        notes.add(
            where_turns,
            Sentence("Turns are given to somebody who is not on the floor."),
            Sentence("Add them to the floor."),
        )
    if step.ends != "floor-done":
        notes.add(
            where,
            Sentence("Turns are over when everybody has had theirs."),
            Sentence("Leave “ends” out, or “turns”."),
        )
    if step.settles:
        notes.add(
            where,
            Sentence("A choice is not made in turns."),
            Sentence("Give it a step of its own."),
        )
    if not (step.time or turns.seconds):
        return
    shortest = _shortest_turn(process, step)
    if shortest < SHORTEST_TURN:
        notes.add(
            where_turns,
            Sentence(
                "A turn could be as short as %(shortest)s seconds in a group of %(largest)s.",
                shortest=shortest,
                largest=process.largest,
            ),
            Sentence(
                "Give each at least %(shortest_turn)s seconds, or the step more minutes.",
                shortest_turn=SHORTEST_TURN,
            ),
        )


def _shortest_turn(process: Process, step: Step) -> int:
    """Seconds of one turn when the largest group has the least time."""
    members = [str(number) for number in range(process.largest)]
    alone = replace(process, kind="frame", presents=False, steps=(step,))
    [part] = fit(alone, members=members, seconds=0).parts
    return part.turn_seconds


def _check_time(step: Step, notes: Notes, where: str) -> None:
    if step.time is None and not (step.turns and step.turns.seconds):
        notes.add(
            where,
            Sentence("It does not say how long it takes."),
            Sentence("Add minutes = 5, or minutes in “turns”."),
        )
    if step.time and step.turns and step.turns.seconds:
        notes.add(
            where,
            Sentence("It has minutes for the step and for each turn."),
            Sentence("Keep one of them."),
        )


def _check_say(
    step: Step, roles: set[str], notes: Notes, where: str, *, has_presenter: bool
) -> None:
    known = (*AUDIENCES, *(["presenter"] if has_presenter else []), *sorted(roles))
    for audience, text in step.say.items():
        if audience not in known:
            notes.add(
                f"{where}, say",
                Sentence("“%(audience)s” is not an audience.", audience=audience),
                Sentence("Use one of: %(known)s.", known=", ".join(known)),
            )
        if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", text)):
            notes.add(
                f"{where}, say.{audience}",
                Sentence("A brace stands alone."),
                Sentence("Write {presenter}."),
            )
        for name in re.findall(r"\{([^{}]*)\}", text):
            if name not in roles and not (name == "presenter" and has_presenter):
                notes.add(
                    f"{where}, say.{audience}",
                    Sentence("“{%(name)s}” stands for nobody here.", name=name),
                    Sentence("Use {presenter} or the id of a role."),
                )
        if sentences_in(text) > TWO_SENTENCES:
            notes.add(
                f"{where}, say.{audience}",
                Sentence("It is longer than two sentences."),
                Sentence("Say less."),
            )
    missing = [a for a in audiences(step) if a not in step.say and "everyone" not in step.say]
    for audience in missing:
        notes.add(
            f"{where}, say",
            Sentence("There is no text for “%(audience)s”.", audience=audience),
            Sentence('Add say.%(audience)s = "…" or say.everyone.', audience=audience),
        )


def sentences_in(text: str) -> int:
    return len(re.findall(r"[.?!…](?=\s|$|[”’)])", text))


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
            notes.add(
                where,
                Sentence("“%(word)s” is not known.", word=word),
                Sentence("Use one of: %(known)s.", known=", ".join(known)),
            )


def _unique(what: str, ids: Iterable[str], notes: Notes) -> None:
    for name, count in Counter(ids).items():
        if count > 1:
            notes.add(
                f"{what} “{name}”",
                Sentence("This id is used %(count)s times.", count=count),
                Sentence("Give each its own."),
            )
