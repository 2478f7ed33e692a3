"""The processes that come with Level Ground, as TOML files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from levelground.core.process import Book, Process, read, read_translation, translate

ENGLISH = "en"


@cache
def book(language: str = ENGLISH) -> Book:
    """Every process of the library, by id. Files here are content, checked by the tests.

    In another language, whatever has no translation stays in English. The steps are the same in
    every language, so a session that runs may be shown in any of them.
    """
    english = {
        process.id: process
        for name, text in _files().items()
        if name.count(".") == 1
        for process in [read(text, file=name)]
    }
    return {id_: _in(language, process) for id_, process in english.items()}


@cache
def languages() -> tuple[str, ...]:
    """English, and every language in which at least one process can be read."""
    others = {name.split(".")[1] for name in _files() if name.count(".") > 1}
    return (ENGLISH, *sorted(others))


def _in(language: str, process: Process) -> Process:
    name = f"{process.id}.{language}.toml"
    text = _files().get(name)
    if text is None:
        return process
    return translate(process, read_translation(text, file=name, process=process))


@cache
def _files() -> Mapping[str, str]:
    """The text of each process file and each translation, by its name."""
    files = sorted(resources.files(__package__).iterdir(), key=lambda file: file.name)
    return {
        file.name: file.read_text(encoding="utf-8") for file in files if file.name.endswith(".toml")
    }
