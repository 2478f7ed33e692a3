"""The processes that come with Level Ground: a folder for each, in it a TOML file for each version.

troika/1.toml        released: it never changes and is never removed
troika/1.de.toml     its texts in German
troika/2.toml        the next version, which new sessions open with
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

from levelground.core.process import (
    Book,
    BookOfSession,
    Process,
    missing_in,
    read,
    read_translation,
    texts_of,
    translate,
)
from levelground.core.session.events import Convened, Event, Opened

ENGLISH = "en"
FIRST = 1
"""The version that every process had while sessions did not write down which they opened with."""


@cache
def book(language: str = ENGLISH) -> Book:
    """The newest version of every process of the library, by id: what a new session opens with.

    In another language, whatever has no translation stays in English. The steps are the same in
    every language, so a session that runs may be shown in any of them.
    """
    newest: dict[str, Process] = {}
    for process in shelf(language).values():
        known = newest.setdefault(process.id, process)
        if process.version > known.version:
            newest[process.id] = process
    return BookOfSession(newest.values())


@cache
def shelf(language: str = ENGLISH) -> Mapping[str, Process]:
    """Every version of every process, by its reference. Files here are content, checked by the tests."""
    english = [read(text, file=name) for name, text in _files().items() if not _language_of(name)]
    return {process.reference: _in(language, process) for process in english}


def book_of(story: Iterable[Event]) -> Book:
    """The processes of the session that has this story: those it opened with, or else the newest.

    One that is not on the shelf is stood in for: what has happened with it can still be read.
    """
    frame = ""
    for event in story:
        match event:
            case Convened():
                frame = event.frame
            case Opened(processes=processes):
                return _opened_with(processes, frame)
    return _opened_with(tuple(one.reference for one in book().values()), frame)


def in_language(book: Book, language: str) -> Book:
    """The same versions of the same processes, with their texts in this language where there are any.

    Steps, ids and times are the same in every language: whatever was worked out with one book holds
    with the other.
    """
    if language == ENGLISH or language not in languages():
        return book
    shelved = shelf(language)
    frame = book.frame if isinstance(book, BookOfSession) else ""
    return BookOfSession(
        (shelved.get(process.reference, process) for process in book.values()), frame=frame
    )


@cache
def languages() -> tuple[str, ...]:
    """English, and every language in which at least one process can be read."""
    others = {_language_of(name) for name in _files()} - {""}
    return (ENGLISH, *sorted(others))


def untranslated(language: str) -> Iterator[str]:
    """The texts of the newest processes that cannot be read in this language, each with its file."""
    for process in book().values():
        name = _translation_of(process, language)
        text = _files().get(name)
        if text is None:
            missing = [one for one in texts_of(process) if one]
        else:
            missing = missing_in(read_translation(text, file=name, process=process), process)
        yield from (f"{name}: {one}" for one in missing)


@cache
def _opened_with(processes: tuple[str, ...], frame: str) -> Book:
    """One book for all sessions that opened with the same."""
    shelved = shelf()
    named = processes or [name for name, one in shelved.items() if one.version == FIRST]
    return BookOfSession((shelved[name] for name in named if name in shelved), frame=frame)


def _in(language: str, process: Process) -> Process:
    name = _translation_of(process, language)
    text = _files().get(name)
    if text is None:
        return process
    return translate(process, read_translation(text, file=name, process=process))


def _translation_of(process: Process, language: str) -> str:
    return f"{process.id}/{process.version}.{language}.toml"


def _language_of(name: str) -> str:
    """“de” for “troika/1.de.toml”; "" for a process itself."""
    return name.removesuffix(".toml").partition(".")[2]


@cache
def _files() -> Mapping[str, str]:
    """The text of each process file and each translation, by folder and name."""
    folders = sorted(resources.files(__package__).iterdir(), key=lambda folder: folder.name)
    return {
        f"{folder.name}/{file.name}": file.read_text(encoding="utf-8")
        for folder in folders
        if folder.is_dir()
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }
