from __future__ import annotations

import re
from pathlib import Path

import pytest

from levelground import library
from levelground.core.process import Process, check_book, read, read_translation, translate
from levelground.core.process.model import Choose
from tests.core.make import a_frame, a_module, a_process, for_all, minutes, step

TELL = step("tell", "presenter", time=5)


def choosing(*names: str, at_most: float = 20) -> Process:
    choose = Choose(options=names, time=minutes(at_most, 1, at_most))
    return a_process(step("pick", choose=choose), name="holder")


LONG = a_module(step("see", "responders", time=30), name="long")


@pytest.mark.parametrize(
    ("processes", "what"),
    [
        ([a_process(TELL), a_process(TELL)], "The id “case” is used by another file"),
        ([choosing("gone")], "There is no process “gone”"),
        ([choosing("holder")], "“holder” holds a choice itself"),
        ([choosing("meeting"), a_frame(step("talk"))], "“meeting” holds a choice itself"),
        ([choosing("long"), LONG], "With 2 people none of the choices fits"),
        (
            [
                for_all(
                    step("pick", choose=Choose(options=("case",), time=minutes(9))), name="all"
                ),
                a_process(TELL),
            ],
            "“case” needs a presenter",
        ),
    ],
)
def test_faults_between_files(processes: list[Process], what: str):
    [fault] = check_book(processes, files={"holder": "holder.toml"})

    assert what in fault.what
    assert fault.do
    assert fault.file in ("holder.toml", "case", "all")


def test_one_choice_that_fits_is_enough():
    short = a_module(step("see", "responders", time=3), name="short")

    assert check_book([choosing("long", "short"), LONG, short], files={}) == []


def test_the_examples_in_the_document_are_accepted():
    text = Path(__file__).parents[3].joinpath("docs/PROCESS-FILES.md").read_text(encoding="utf-8")
    process_file, _block, translation = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)

    process = read(process_file, file="respond-in-turn.toml")
    texts = read_translation(translation, file="respond-in-turn.de.toml", process=process)

    assert translate(process, texts).name == "Der Reihe nach"


def test_the_library_stands_together():
    assert check_book(library.book().values(), files={}) == []


def test_every_file_of_the_library_is_named_for_its_process():
    names = {name.removesuffix(".toml") for name in library._files() if name.count(".") == 1}

    assert names == {f"{one.id}/{one.version}" for one in library.shelf().values()}
