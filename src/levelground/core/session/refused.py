"""The one way a session says no."""

from __future__ import annotations

from levelground.core.words import Sentence


class Refused(Exception):
    """The session can't do that now. The sentence is for the member who asked."""

    def __init__(self, sentence: str | Sentence) -> None:
        self.sentence = sentence if isinstance(sentence, Sentence) else Sentence(sentence)
        super().__init__(str(self.sentence))


def require(allowed: object, sentence: str | Sentence) -> None:
    """Raise Refused with `sentence` unless `allowed`."""
    if not allowed:
        raise Refused(sentence)
