"""A session keeps the versions it opened with: every golden transcript, under later libraries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from levelground import library
from levelground.core.process import Book
from levelground.core.process.missing import SAY, in_words
from levelground.core.review import facts_of
from levelground.core.session import (
    Event,
    Move,
    Screen,
    State,
    decide,
    due,
    evolve,
    moves,
    replay,
    see,
)
from levelground.core.session.events import Opened, StepStarted
from levelground.core.session.notation import START, read_transcript
from tests.core.test_transcripts import FILES, script
from tests.shelves import altered, shelved, with_next_versions, without

STORIES = {file.stem: file for file in FILES}
LATER = timedelta(hours=1)


@cache
def story_of(name: str) -> tuple[Event, ...]:
    """The events of a golden transcript, as they were when it was held."""
    state, told = State(book=library.book()), []
    for line in read_transcript(script(STORIES[name])):
        for event in decide(state, line.move, at=START + line.after):
            state = evolve(state, event)
            told.append(event)
    return tuple(told)


def before_versions(story: tuple[Event, ...]) -> tuple[Event, ...]:
    """The same as a session wrote it that opened before openings named versions."""
    return tuple(
        replace(event, processes=()) if isinstance(event, Opened) else event for event in story
    )


def screens(story: tuple[Event, ...], book: Book) -> Iterator[Screen]:
    """What two members saw whenever a step began, an hour later, and at the end."""
    state = State(book=book)
    for event in story:
        state = evolve(state, event)
        if isinstance(event, StepStarted):
            yield see(state, member=state.members[0], at=event.at)
    yield see(state, member=state.members[-1], at=story[-1].at + LATER)


@pytest.mark.parametrize("name", STORIES)
def test_a_next_version_of_everything_changes_nothing(name: str):
    story = story_of(name)
    seen, book = list(screens(story, library.book())), dict(library.book())

    with shelved(with_next_versions()):
        assert library.book() != book
        for told in (story, before_versions(story)):
            kept = library.book_of(told)
            assert kept == book
            assert list(screens(told, kept)) == seen


def test_control_other_steps_under_the_same_version_would_show():
    story = story_of("troika")
    seen = list(screens(story, library.book()))

    with shelved(altered()):
        assert list(screens(story, library.book_of(story))) != seen


@pytest.mark.parametrize("name", STORIES)
def test_with_a_file_missing_every_moment_can_be_read(name: str):
    story = story_of(name)
    used = sorted({part.process for part in replay(story, book=library.book()).plan})

    for gone in used:
        with shelved(without(gone)):
            book = library.book_of(story)
            assert gone not in book
            assert replay(story, book=book).missing == (gone,)
            assert any(screen.say == SAY for screen in screens(story, book))
            assert facts_of(story, book=book, starts_at=START)


def test_with_other_steps_in_a_file_every_moment_can_be_read():
    """A released file was edited after all: its steps are not those of the plan."""
    story = story_of("case-clinic")

    with shelved(altered()):
        book = library.book_of(story)
        seen = list(screens(story, book))
        assert replay(story, book=book).missing == ("case-clinic", "short-meeting")

    names = {screen.step_name for screen in seen} - {""}
    assert names <= {in_words(part.step) for part in replay(story, book=library.book()).plan}
    assert facts_of(story, book=book, starts_at=START)


def test_control_a_plain_book_without_the_file_breaks():
    story = story_of("troika")
    book = {name: one for name, one in library.book().items() if name != "troika"}

    with pytest.raises(KeyError):
        list(screens(story, book))


def test_before_it_opens_a_session_has_the_newest():
    convened = story_of("troika")[:1]

    with shelved(with_next_versions()):
        assert library.book_of(convened) == library.book()
        assert {one.version for one in library.book_of(convened).values()} == {2}


def test_a_session_runs_on_with_what_it_opened_with():
    """Every move that was made could be made again: choosing, presenting, planning."""
    lines = read_transcript(script(STORIES["case-clinic"]))
    story = story_of("case-clinic")
    begun = next(one.at for one in story if isinstance(one, Opened))

    with shelved(with_next_versions()):
        state = replay(before_opening(story), book=library.book_of(story))
        for line in lines:
            if START + line.after >= begun:
                for event in decide(state, line.move, at=START + line.after):
                    state = evolve(state, event)

    assert state == replay(story, book=library.book())


def before_opening(story: tuple[Event, ...]) -> tuple[Event, ...]:
    opened = next(event for event in story if isinstance(event, Opened))
    return tuple(event for event in story if event.at < opened.at)


@pytest.mark.parametrize("gone", ["short-meeting", "troika"])
def test_a_session_whose_process_went_missing_can_be_brought_to_its_end(gone: str):
    """Time goes on, nobody is silenced, and all of them together can go on or close."""
    story = story_of("troika")
    first = next(
        place
        for place, one in enumerate(story)
        if isinstance(one, StepStarted) and (gone == "short-meeting" or "troika" in one.key)
    )

    with shelved(without(gone)):
        state = replay(story[: first + 1], book=library.book_of(story))
        for _ in range(200):
            if not state.is_open:
                break
            at = (state.last_at or START) + timedelta(seconds=5)
            for member in state.present:
                wish: Move = (
                    moves.Answer(by=member, yes=True) if state.asking else moves.Ready(by=member)
                )
                may = see(state, member=member, at=at).moves
                wish = wish if wish in may else moves.Done(by=member)
                if wish in may:
                    for event in decide(state, wish, at=at):
                        state = evolve(state, event)
            for event in due(state, at + timedelta(minutes=10)):
                state = evolve(state, event)

    assert state.closed_how in ("finished", "agreed")


def test_a_meeting_whose_frame_is_gone_is_not_begun():
    story = story_of("troika")
    lobby = before_opening(story)

    with shelved(without("short-meeting")):
        state = replay(lobby, book=library.book_of(lobby))
        offered = see(state, member=state.members[0], at=START + LATER).moves

    assert state.present
    assert not any(isinstance(move, moves.Open) for move in offered)
