"""What changed between two versions, clause by clause and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: as it was ("same"), no longer there ("old") or not there before ("new")."""

    how: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """What became of one clause: "same", "changed", "new" or "left-out"."""

    clause: str
    how: str
    pieces: tuple[Piece, ...]


def changes(
    before: Mapping[str, str], after: Mapping[str, str], order: Iterable[str]
) -> tuple[ClauseChange, ...]:
    """Every clause that is in one of the two, in this order."""
    return tuple(
        _change(clause, before.get(clause, ""), after.get(clause, ""))
        for clause in order
        if before.get(clause) or after.get(clause)
    )


def _change(clause: str, before: str, after: str) -> ClauseChange:
    if before == after:
        return ClauseChange(clause=clause, how="same", pieces=(Piece("same", after),))
    if not before:
        return ClauseChange(clause=clause, how="new", pieces=(Piece("new", after),))
    if not after:
        return ClauseChange(clause=clause, how="left-out", pieces=(Piece("old", before),))
    return ClauseChange(clause=clause, how="changed", pieces=tuple(_pieces(before, after)))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    """Together, "same" and "old" are what was; "same" and "new" are what is."""
    was, now = _words(before), _words(after)
    found = SequenceMatcher(None, was, now)  # in long texts “the” and “we” are no landmarks
    for how, i, j, k, m in found.get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(now[k:m]))
            continue
        if i < j:
            yield Piece("old", "".join(was[i:j]))
        if k < m:
            yield Piece("new", "".join(now[k:m]))


def _words(text: str) -> list[str]:
    """Words with the space before each, so that nothing is lost when they are joined."""
    words = WORD.findall(text)
    rest = text[sum(map(len, words)) :]
    return [*words, rest] if rest else words
