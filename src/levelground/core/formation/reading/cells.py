"""One cell at a time: yes or no, whole numbers, choices, ages."""

from __future__ import annotations

import re

from levelground.core.formation.people import Answer
from levelground.core.formation.rules import Rules
from levelground.core.words import Sentence

YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "x",
        "✓",
        "✔",
        "☑",
        "ja",
        "j",
        "oui",
        "si",
        "sí",
        "āe",
        "ae",
        "done",
        "ok",
        "wahr",
        "vrai",
        "on",
    ]
)
NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "-",
        "–",
        "✗",
        "✘",
        "☐",
        "nein",
        "non",
        "kao",
        "not",
        "falsch",
        "faux",
        "off",
        "never",
    ]
)
OPEN = frozenset(
    (
        "n/a",
        "na",
        "?",
        "-",
        "–",
        "prefer not to say",
        "rather not say",
        "not stated",
        "unknown",
        "none given",
        "no answer",
    )
)
NUMBERS = ("age", "experience")
IN_WORDS = ("gender", "ethnicity", "role")
BAND = re.compile(r"(\d{1,3})\s?(?:-|to)\s?(\d{1,3})")
EDGE = re.compile(
    r"(?:(under|below|<|up to)\s?(\d{1,3})|(over|above|>|from)\s?(\d{1,3})|(\d{1,3})\s?(\+|and over|or over|and above|plus))"
)
YOUNGEST, OLDEST = 10, 110


def is_yes(cell: str) -> bool | None:
    """Yes, no, or None for a blank. Raises ValueError for anything else."""
    word = cell.casefold().strip(" .!")
    if not word:
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(Sentence("“%(cell)s” is neither yes nor no.", cell=_short(cell)))


def whole(cell: str) -> int | None:
    """A whole number from -999 to 999, "grade 5" included; None for a blank."""
    match = re.fullmatch(r"\s*(?:[^\W\d]{1,12}\.?\s?)?(-?\d{1,3})(?:\.0+)?\s*", cell[:40])
    if not cell.strip():
        return None
    if not match:
        raise ValueError(Sentence("“%(cell)s” is no whole number.", cell=_short(cell)))
    return int(match[1])


def several(cell: str) -> tuple[str, ...]:
    """The choices in a cell, separated by comma, semicolon, bar, slash or new line; no doubles."""
    parts = (" ".join(part.split()) for part in re.split(r"[,;|/\n]", cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def answer_of(name: str, meaning: str, cell: str, rules: Rules) -> Answer:
    """What somebody said of themselves; () for a blank or for “prefer not to say”."""
    text = " ".join(cell.split())
    if text.casefold() in OPEN or not text:
        return ()
    if meaning == "birth year":
        return _age_from_year(text, rules)
    if name == "age":
        return _age(text)
    number = _number(text)
    if name in NUMBERS:
        if number is None:
            raise ValueError(Sentence("“%(text)s” is no number of years.", text=_short(text)))
        return number
    if number is not None and name not in IN_WORDS:
        return number
    parts = (
        several(text)
        if name == "ethnicity"
        else tuple(p.strip() for p in re.split(r"[;|]", text) if p.strip())
    )
    return tuple(dict.fromkeys(part.casefold() for part in parts))


def _age_from_year(text: str, rules: Rules) -> float:
    match = re.fullmatch(
        r"(?:\d{1,2}[./-]\d{1,2}[./-])?((?:19|20)\d{2})(?:-\d{1,2}-\d{1,2})?", text
    )
    if not match:
        raise ValueError(
            Sentence("“%(text)s” is no year of birth; write for example 1988.", text=_short(text))
        )
    return _plausible(rules.starts_on.year - int(match[1]), text)


def _age(text: str) -> float:
    number = _number(text)
    if number is not None:
        if 1900 <= number <= 2100:
            raise ValueError(
                Sentence(
                    "“%(text)s” looks like a year; call the column birth year.", text=_short(text)
                )
            )
        return _plausible(number, text)
    plain = re.sub(r"[–—−]", "-", text).casefold().removesuffix(" years").strip()
    if band := BAND.fullmatch(plain):
        low, high = int(band[1]), int(band[2])
        if low >= high:
            raise ValueError(
                Sentence(
                    "“%(text)s” is no band of ages; the first must be the lower.", text=_short(text)
                )
            )
        return _plausible((low + high) / 2, text)
    if edge := EDGE.fullmatch(plain):
        found = next(part for part in (edge[2], edge[4], edge[5]) if part)
        return _plausible(float(found), text)
    raise ValueError(Sentence("“%(text)s” is no age; write 34, 30-39 or 65+.", text=_short(text)))


def _plausible(age: float, text: str) -> float:
    if not YOUNGEST <= age <= OLDEST:
        raise ValueError(Sentence("“%(text)s” cannot be somebody's age.", text=_short(text)))
    return float(age)


def _number(text: str) -> float | None:
    match = re.fullmatch(r"-?\d{1,9}(?:[.,]\d{1,6})?(?:\s?(?:years?|yrs?|y))?", text.casefold())
    if not match:
        return None
    return float(re.sub(r"[^\d.-]", "", text.replace(",", ".")))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
