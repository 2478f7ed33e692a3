"""What several process files must fulfil together: ids used once, choices that can be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from levelground.core.process.checking import in_block
from levelground.core.process.faults import Fault
from levelground.core.process.fitting import fit
from levelground.core.process.model import Book, Process, Step
from levelground.core.words import Sentence


def check_book(processes: Iterable[Process], *, files: Mapping[str, str]) -> list[Fault]:
    """Faults between files: ids used twice, choices that do not exist, never end or never fit.

    `files` maps a process id to the name of its file.
    """
    faults: list[Fault] = []
    book: dict[str, Process] = {}
    for process in processes:
        if process.id in book:
            faults.append(
                Fault(
                    file=files.get(process.id, process.id),
                    where="process",
                    what=Sentence("The id “%(id)s” is used by another file.", id=process.id),
                    do=Sentence("Give one of them another id."),
                )
            )
        book.setdefault(process.id, process)
    for process in book.values():
        for step in process.all_steps():
            if step.choose and not step.choose.from_library:
                faults += [
                    Fault(
                        file=files.get(process.id, process.id),
                        where=f"step “{step.id}”, choose",
                        what=what,
                        do=do,
                    )
                    for what, do in _in_choice(process, step, step.choose.options, book)
                ]
    return faults


def _in_choice(
    process: Process, step: Step, options: Iterable[str], book: Book
) -> Iterator[tuple[str, str]]:
    """What is wrong with the choices of one step, and what to do."""
    possible: list[Process] = []
    presented = process.presents or in_block(process, step)
    for name in options:
        chosen = book.get(name)
        if chosen is None:
            yield f"There is no process “{name}”.", "Correct the id, or add its file."
        elif chosen.kind == "frame" or any(inner.choose for inner in chosen.all_steps()):
            yield f"“{name}” holds a choice itself.", "Choose only processes that hold none."
        elif chosen.presents and not presented:
            yield (
                f"“{name}” needs a presenter and nobody presents here.",
                "Choose one that is for the group.",
            )
        else:
            possible.append(chosen)
    for size in range(process.smallest, process.largest + 1):
        if possible and not any(_fits(chosen, step, size) for chosen in possible):
            yield (
                f"With {size} people none of the choices fits into its minutes.",
                "Raise at_most, or add a shorter one.",
            )
            return


def _fits(process: Process, step: Step, size: int) -> bool:
    """The process fits into the most minutes that the step has for it."""
    if step.choose is None:
        return False
    time = step.choose.time
    count = {"": 1, "member": size, "responder": size - 1}[time.per]
    natural = time.seconds * count
    most = natural if time.at_most is None else time.at_most
    members = [str(number) for number in range(size)]
    presenters = members[:1] if process.presents else []
    return fit(process, members=members, presenters=presenters, seconds=most).fits
