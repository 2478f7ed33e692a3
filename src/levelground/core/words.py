"""Sentences of the core that people read: marked for translation here, translated outside.

The core cannot know its reader's language. It hands out an English sentence with named places; whoever
shows it asks `ui.translating.translated` for it in the reader's language, with the places filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

Invitee = str | int


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators' catalogue. Returns it unchanged."""
    return sentence


class Sentence(str):
    """A sentence whose places are known: `Sentence("There is room for %(most)d.", most=12)`.

    For one and for more: `Sentence("%(count)d group", "%(count)d groups", count)`, which fills in the
    count by itself. To whoever only prints it, it is its English text. A place may hold a sentence.
    """

    __slots__ = ("number", "places", "plural", "text")
    text: str
    plural: str
    number: int | None  # which of the two it is, where there are two
    places: Mapping[str, Invitee]

    def __new__(
        cls, text: str, plural: str = "", number: int | None = None, /, **places: Invitee
    ) -> Self:
        if number is not None:
            places = {"count": number, **places}
        pattern = text if number in {None, 1} else plural
        made = super().__new__(cls, pattern % places if places else pattern)
        made.text, made.plural, made.number, made.places = text, plural, number, places
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Invitee]]:
        return (self.text, self.plural, self.number), dict(self.places)


def say(
    message: str, *, gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str]
) -> str:
    """A sentence, or a text that was marked, in the language that these two speak."""
    if not isinstance(message, Sentence):
        return gettext(message) if message else message
    if message.number is None:
        pattern = gettext(message.text)
    else:
        pattern = ngettext(message.text, message.plural, message.number)
    if not message.places:
        return pattern
    return pattern % {
        name: say(value, gettext=gettext, ngettext=ngettext)
        if isinstance(value, Sentence)
        else value
        for name, value in message.places.items()
    }


def to_plain(message: str) -> str | list[Any]:
    """As JSON carries it: [text, plural, number, places], or the text itself where it is only text."""
    if not isinstance(message, Sentence):
        return message
    places = {name: to_plain(v) if isinstance(v, str) else v for name, v in message.places.items()}
    return [message.text, message.plural, message.number, places]


def from_plain(plain: Any) -> str:
    """The sentence that `to_plain` took apart."""
    if isinstance(plain, str):
        return plain
    text, plural, number, places = plain
    filled = {name: v if isinstance(v, int) else from_plain(v) for name, v in places.items()}
    if number is not None:
        filled.pop("count", None)
    return Sentence(text, plural, number, **filled)
