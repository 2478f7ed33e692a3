"""Times in which people can meet, as they write them: "Tue 9-12; Thu pm"."""

from __future__ import annotations

import re

from levelground.core.formation.people import Free
from levelground.core.words import Sentence

DAY = 24 * 60
DAYS = {
    "mon": 0, "monday": 0, "mo": 0, "rāhina": 0,
    "tue": 1, "tues": 1, "tuesday": 1, "tu": 1,
    "wed": 2, "weds": 2, "wednesday": 2, "we": 2,
    "thu": 3, "thur": 3, "thurs": 3, "thursday": 3, "th": 3,
    "fri": 4, "friday": 4, "fr": 4,
    "sat": 5, "saturday": 5, "sa": 5,
    "sun": 6, "sunday": 6, "su": 6,
}  # fmt: skip
SPANS = {
    "weekdays": range(5), "weekday": range(5), "weekends": range(5, 7), "weekend": range(5, 7),
    "daily": range(7), "every day": range(7), "everyday": range(7), "any day": range(7),
}  # fmt: skip
PARTS = {
    "am": (8 * 60, 12 * 60), "morning": (8 * 60, 12 * 60), "mornings": (8 * 60, 12 * 60),
    "pm": (12 * 60, 17 * 60), "afternoon": (12 * 60, 17 * 60), "afternoons": (12 * 60, 17 * 60),
    "evening": (17 * 60, 21 * 60), "evenings": (17 * 60, 21 * 60), "eve": (17 * 60, 21 * 60),
    "all day": (8 * 60, 18 * 60), "day": (8 * 60, 18 * 60), "any time": (8 * 60, 18 * 60),
    "anytime": (8 * 60, 18 * 60), "lunchtime": (12 * 60, 13 * 60), "lunch": (12 * 60, 13 * 60),
}  # fmt: skip
"""What a part of a day stands for; said in the notes wherever one is used."""

DAY_NAME = "|".join(sorted(DAYS, key=len, reverse=True))
SPAN_NAME = "|".join(sorted(SPANS, key=len, reverse=True))
LEADING = re.compile(rf"(?:(?P<span>{SPAN_NAME})|(?P<day>{DAY_NAME}))\b\.?[,:]?")
TO = re.compile(rf"\s?(?:-|to)\s?(?P<last>{DAY_NAME})\b\.?[,:]?")
CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm)?"
HOURS = re.compile(rf"{CLOCK}\s?(?:-|to|until|till)\s?{CLOCK}")
EARLIEST = 7
LONGEST_CELL = 2000


class Unclear(ValueError):
    """A time that can be read in several ways or none; the message says what to write."""


def free_times(text: str) -> tuple[Free, ...]:
    """Every time named in a cell. Raises Unclear."""
    if len(text) > LONGEST_CELL:
        raise Unclear(Sentence("This is too long for a list of times."))
    times: list[Free] = []
    days: list[int] = []
    plain = " ".join(re.sub(r"[–—−]", "-", text).casefold().split())
    for item in re.split(r"[;\n|/]", plain):
        rest = item.strip(" ,.")
        if not rest:
            continue
        found, rest = _days(rest)
        days = found or days
        if not days:
            raise Unclear(
                Sentence(
                    "“%(value)s” names no day; write for example Tue 9-12.", value=item.strip()
                )
            )
        for part in _parts(rest) if rest else ["all day"]:
            starts, ends = _span(part)
            times += [Free(starts=day * DAY + starts, ends=day * DAY + ends) for day in days]
    return tuple(sorted(set(times)))


def day_of(heading: str) -> tuple[int, str] | None:
    """A heading that is a day, and what follows: "Tuesday am" is (1, "am")."""
    plain = " ".join(re.sub(r"[–—−_]", "-", heading).casefold().replace("free", "").split())
    days, rest = _days(plain.strip())
    return (days[0], rest) if len(days) == 1 else None


def parts_in(text: str) -> set[str]:
    """Parts of a day that a text leaves to us to read."""
    return {word for word in re.findall(r"[a-z]+", text.casefold()) if word in PARTS}


def _days(text: str) -> tuple[list[int], str]:
    """The days that a text begins with, and the rest of it."""
    days: list[int] = []
    while match := LEADING.match(text):
        text = text[match.end() :].lstrip(" ,")
        if match["span"]:
            days += SPANS[match["span"]]
            continue
        first = DAYS[match["day"]]
        if last := TO.match(text):
            text = text[last.end() :].lstrip(" ,")
            days += [(first + step) % 7 for step in range((DAYS[last["last"]] - first) % 7 + 1)]
        else:
            days.append(first)
        text = re.sub(r"^(and|&|\+)\s", "", text)
    return days, text.strip(" ,:")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",|\band\b|&|\+", text) if part.strip()]


def _span(text: str) -> tuple[int, int]:
    """Minutes from midnight at which a time starts and ends."""
    if text in PARTS:
        return PARTS[text]
    match = HOURS.fullmatch(text)
    if not match:
        raise Unclear(
            Sentence("“%(text)s” is no time; write for example 9-12, 13:30-15 or pm.", text=text)
        )
    hour, minute, half, last, last_minute, last_half = match.groups()
    half = half or (
        last_half if (last_half and int(hour) <= int(last) % 12) or last_half == "am" else None
    )
    starts = _minutes(hour, minute, half, text)
    ends = _minutes(last, last_minute, last_half, text)
    if (
        not half
        and starts < EARLIEST * 60
        and ends < 13 * 60
        and not (len(hour) == 2 and hour[0] == "0")
    ):
        raise Unclear(
            Sentence(
                "“%(text)s” could be morning or afternoon; write %(hour)s-%(last)s or add am or pm.",
                text=text,
                hour=int(hour) + 12,
                last=int(last) + 12,
            )
        )
    if ends == 0 and last_half != "pm":
        ends = DAY
    if ends <= starts:
        raise Unclear(
            Sentence(
                "“%(text)s” ends before it starts; write for example 9-17 or 9am-5pm.", text=text
            )
        )
    return starts, ends


def _minutes(hour: str, minute: str | None, half: str | None, text: str) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= 12:
        raise Unclear(Sentence("“%(text)s”: with am or pm an hour is 1 to 12.", text=text))
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours > 24 or minutes > 59 or hours * 60 + minutes > DAY:
        raise Unclear(Sentence("“%(text)s” is no time of day.", text=text))
    return hours * 60 + minutes
