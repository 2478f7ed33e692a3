from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelground.core.session import moves as m
from levelground.core.session.notation import (
    VERBS,
    Line,
    Unreadable,
    perform,
    read_move,
    read_transcript,
    write_move,
    write_transcript,
)
from tests.core.make import a_frame, book_of, round_of, silence, step

BOOK = book_of(a_frame(round_of("round"), silence("think", 1), step("talk")))
SCRIPT = """\
frame meeting
minutes 30
quorum 2
members ada ben cai

0:00:00 ada join
0:00:05 ben join
0:00:10.5 ada open
        | 0:00:10.5 round (2:00): turns of 2
        | 0:00:10.5 turn: ada
0:00:40 ada done
        | 0:00:40 turn over: ada (done)
        | 0:00:40 turn: ben
0:01:00 ada done
        | refused: Somebody else has the turn.
        | 0:01:40 finish your sentence
        | 0:02:10 turn over: ben (time)
        | 0:02:10 step over: round (done)
        | 0:02:10 think (1:00): silence
        | 0:03:10 step over: think (time)
        | 0:03:10 talk (5:00): everyone may speak
0:03:30 ben done
0:03:40 ada done
        | 0:03:40 step over: talk (done)
        | 0:03:40 closed (finished)
"""


def test_a_transcript_reads_like_a_play_and_is_written_as_it_is_read():
    assert write_transcript(read_transcript(SCRIPT), book=BOOK) == SCRIPT


def test_what_begins_with_a_bar_or_a_hash_is_for_the_reader():
    bare = "\n".join(line for line in SCRIPT.splitlines() if "|" not in line)

    assert read_transcript(f"# a note\n{bare}") == read_transcript(SCRIPT)


def test_performing_refused_moves_is_an_error():
    with pytest.raises(Exception, match="Somebody else has the turn"):
        perform(read_transcript(SCRIPT), book=BOOK)


words = st.sampled_from(("ada", "ben", "x-1"))
some_move = st.one_of(
    *(
        st.builds(kind, by=words)
        for verb, kind in VERBS.items()
        if verb
        not in (
            "seat",
            "leave",
            "drop",
            "propose",
            "yes",
            "no",
            "take",
            "hand-on",
            "write",
            "amend",
            "done",
        )
    ),
    st.builds(m.Seat, by=words, member=words),
    st.builds(m.Leave, by=words, dropped=st.booleans(), member=st.just("") | words),
    st.builds(m.Done, by=words, turn=st.just("") | words),
    st.builds(m.Propose, by=words, ask=words, detail=st.lists(words, max_size=3).map(tuple)),
    st.builds(m.Answer, by=words, yes=st.booleans(), ask=st.just("") | words),
    st.builds(m.TakeRole, by=words, role=words),
    st.builds(m.HandOn, by=words, role=words),
    st.builds(m.Write, by=words, kind=words),
    st.builds(m.Amend, by=words, kind=words),
)


@given(some_move)
def test_any_move_is_read_as_it_was_written(move: m.Move):
    assert read_move(write_move(move).split()) == move


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=99)), some_move)
def test_any_line_keeps_its_time(after: timedelta, move: m.Move):
    head, _, _ = SCRIPT.partition("\n\n")
    planned = read_transcript(head)[0]
    written = write_transcript([planned, Line(after=after, move=move)], book=BOOK)

    assert read_transcript(written)[1] == Line(after=after, move=move)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The line “frame …” is missing"),
        ("frame meeting\nmembers a b", "“minutes …” is missing"),
        ("frame meeting\nminutes soon\nmembers a b", "whole numbers"),
        ("0:00:00 ada", "Line 1: write it as"),
        ("soon ada join", "Line 1: write it as"),
        ("0:00:00 ada dance", "Line 1: “dance” is not a move. Use one of: join, seat"),
        ("0:00:00 ada join now", "Line 1: “join” is not a move"),
        ("0:00:00 ada seat", "Line 1: “seat” is not a move"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, message: str):
    with pytest.raises(Unreadable, match=message.replace("…", "…").replace("(", r"\(")):
        read_transcript(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str):
    try:
        read_transcript(text)
    except Unreadable as unreadable:
        assert str(unreadable)  # noqa: PT017  either outcome is right


def test_every_verb_is_documented_in_this_module():
    """A new move needs its verb; mypy cannot see that."""
    moves = set(get_args(m.Move)) - {m.Convene}

    assert set(VERBS.values()) == moves
