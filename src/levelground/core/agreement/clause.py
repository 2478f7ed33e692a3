"""What a clause of an agreement is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure that belongs to a clause, because the sessions go by it."""

    label: str
    read_aloud: str  # how it is read aloud, with %(number)d
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing to agree on."""

    key: str
    name: str
    question: str
    wordings: tuple[
        str, ...
    ] = ()  # to start from; none where a wording of ours would be out of place
    prompts: tuple[str, ...] = ()  # what to talk about before writing
    needed: bool = False
    number: Number | None = None
