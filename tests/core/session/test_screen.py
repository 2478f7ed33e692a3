from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from levelground import library
from levelground.core.process.model import Makes
from levelground.core.session import State, decide, evolve, see
from levelground.core.session.notation import START
from levelground.core.session.play import play
from tests.core.make import a_frame, minutes, opened, presenting, silence, step, with_presenter
from tests.core.session.choosing import choosing
from tests.core.session.test_roles import LED

NOTE = Makes(kind="note", by="responders", owner="presenter", prompt="What impressed you?")
SIX = ("ada", "ben", "cai", "dee", "eli", "fay")


def test_each_reads_the_text_for_what_they_may_do():
    texts = {"floor": "Say it.", "silent": "Listen.", "presenter": "Answer if you like."}
    talk = replace(step("talk", ("responders", "presenter")), say=texts)
    room = with_presenter("cai", presenting(talk))

    assert room.see("ada").say == "Say it."
    assert room.see("cai").say == "Answer if you like."
    room("ada silence")
    assert room.see("ada").say == "Listen."


def test_what_stands_for_a_name_is_told_with_the_name():
    room = choosing("cai", LED)
    room("cai propose process led", "ada yes", "ben yes")

    assert dict(room.see("dee").names) == {"presenter": "cai", "facilitator": "ada"}


def test_only_those_who_are_asked_are_asked_to_write():
    room = with_presenter("cai", presenting(step("talk", "responders", makes=(NOTE,))))

    assert room.see("ada").makes == (NOTE,)
    assert room.see("cai").makes == ()
    assert room.may("ada write note")
    assert not room.may("cai write note")


def test_what_somebody_is_writing_can_be_kept_in_a_pause_too():
    room = with_presenter("cai", presenting(step("talk", "responders", makes=(NOTE,))))
    room("ada pause")

    assert room.see("ada").makes == (NOTE,)
    room("ada write note")


def test_what_was_written_has_no_name_and_no_words():
    room = with_presenter("cai", presenting(step("talk", "responders", makes=(NOTE,))))

    assert "ada" not in repr(room("ada write note"))


def test_what_comes_is_told():
    room = opened(a_frame(step("talk"), silence("think", 2), step("end", time=3)))

    assert [(one.name, one.seconds, one.silent) for one in room.see("ada").coming] == [
        ("Think", 120, True),
        ("End", 180, False),
    ]


def test_running_late_is_told():
    room = opened(a_frame(step("talk", time=minutes(5, 5, 5)), step("end", time=25)), long=30)
    assert room.see("ada").behind == 0

    room("ada pause")
    room.wait(180)
    room("ada propose resume", "ben yes", "cai yes")

    assert room.see("ada").behind == 180


@pytest.mark.parametrize("name", ["respond-in-turn", "tietze"])
def test_a_screen_is_seen_quickly(name: str):
    """Six members, the whole library: 2 ms on a quiet machine; here there is room for a busy one."""
    book = library.book()
    lines = play(
        book=book,
        frame="short-meeting",
        process=name,
        members=SIX,
        minutes=90,
        chance=random.Random(1),  # noqa: S311  chance in a test
    )
    state, slowest = State(book=book), 0.0
    for line in lines:
        for event in decide(state, line.move, at=START + line.after):
            state = evolve(state, event)
        slowest = max(slowest, min(_seconds_to_see(state, line.after) for _ in range(5)))

    assert slowest < 0.010


def _seconds_to_see(state: State, after) -> float:
    began = time.perf_counter()
    see(state, member="ben", at=START + after)
    return time.perf_counter() - began
