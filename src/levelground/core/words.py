"""Sentences of the core that people read: marked for translation here, translated outside.

The core cannot know its reader's language. It hands out an English sentence with named places;
whoever shows it asks gettext for the sentence and fills the places in.
"""

from __future__ import annotations


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators' catalogue. Returns it unchanged."""
    return sentence


class Sentence:
    """A sentence with its places still open: `Sentence("%(count)d of you are here", count=3)`."""

    __slots__ = ("places", "text")

    def __init__(self, text: str, **places: str | int) -> None:
        self.text = text
        self.places = places

    def __str__(self) -> str:
        return self.text % self.places if self.places else self.text

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))
