from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from levelground.core.agreement import changes

TEXT = st.text(alphabet="ab \n\tü.", max_size=60)


def how(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    order = ("line", "purpose", "records")
    return {change.clause: change.how for change in changes(before, after, order)}


def test_each_clause_says_what_became_of_it():
    before = {"line": "We listen.", "purpose": "We learn.", "records": "None."}
    after = {"line": "We listen.", "purpose": "We learn here.", "ending": "?"}

    assert how(before, after) == {"line": "same", "purpose": "changed", "records": "left-out"}
    assert how({}, after)["line"] == "new"


def test_only_the_words_that_changed_are_marked():
    (change,) = changes(
        {"line": "We meet on Tuesday at six."}, {"line": "We meet on Monday at six."}, ["line"]
    )

    assert [(piece.how, piece.text) for piece in change.pieces] == [
        ("same", "We meet on"),
        ("old", " Tuesday"),
        ("new", " Monday"),
        ("same", " at six."),
    ]


@given(before=TEXT, after=TEXT)
def test_nothing_is_lost_and_nothing_is_added(before: str, after: str):
    for change in changes({"line": before}, {"line": after}, ["line"]):
        was = "".join(piece.text for piece in change.pieces if piece.how != "new")
        now = "".join(piece.text for piece in change.pieces if piece.how != "old")
        assert now == after
        assert was.split() == before.split()


def test_even_the_worst_text_is_compared_at_once():
    """The longest there can be, of few different words: what makes comparing slow."""
    before = " ".join(f"w{number % 7}" for number in range(1000))
    after = " ".join(f"w{number % 5}" for number in range(1000))

    began = time.process_time()
    changes({"line": before}, {"line": after}, ["line"])

    assert time.process_time() - began < 1
