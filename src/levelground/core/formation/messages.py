"""Sentences that know their pattern and what fills it, so that a page can say them in another language.

To whoever only prints them they are plain English text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self


class Message(str):
    """The text in English. one, many: patterns for one and for more; number: which of them it is, None
    where there is only one pattern; values: what fills it, among them further sentences.
    """

    __slots__ = ("many", "number", "one", "values")
    one: str
    many: str
    number: int | None
    values: Mapping[str, str | int]

    def __new__(
        cls, one: str, many: str, number: int | None, values: Mapping[str, str | int]
    ) -> Self:
        pattern = one if number is None or number == 1 else many
        made = super().__new__(cls, pattern.format(**values))
        made.one, made.many, made.number, made.values = one, many, number, values
        return made


def message(pattern: str, **values: str | int) -> Message:
    """A sentence with its values: `message("Allow groups of {most}", most=7)`."""
    return Message(pattern, "", None, values)


def counted(one: str, many: str, count: int, **values: str | int) -> Message:
    """A sentence for one or for more, {count} being how many."""
    return Message(one, many, count, {"count": count, **values})


def to_plain(text: str) -> str | list[object]:
    """As JSON carries it: [one, many, number, values], or the text itself where it has no pattern."""
    if not isinstance(text, Message):
        return text
    values = {name: to_plain(v) if isinstance(v, str) else v for name, v in text.values.items()}
    return [text.one, text.many, text.number, values]
