"""When worries may be shown, an agreement is whole, holds, and is to be looked at again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from levelground.core.agreement.clauses import CLAUSES
from levelground.core.review import usual
from levelground.core.words import Sentence, gettext_noop

ENOUGH_WRITERS = 3  # with fewer, whoever wrote would know who wrote the rest
Thing = TypeVar("Thing")

AT_LATEST = timedelta(days=365)

UNWRITTEN = gettext_noop("“%(clause)s” is not written yet.")
TWO_TEXTS = gettext_noop("“%(clause)s” has more than one text. Choose one, or write one from both.")


def at_stake(texts: Mapping[str, Sequence[object]]) -> tuple[tuple[str, Sentence], ...]:
    """What keeps a draft from being put to everybody: the clause, and what is missing there.

    `texts` are the wordings that stand now, by clause: none, one, or more where several wrote at once.
    """
    found = []
    for clause in CLAUSES:
        standing = texts.get(clause.key, ())
        if len(standing) > 1:
            found.append((clause.key, Sentence(TWO_TEXTS, clause=Sentence(clause.name))))
        elif clause.needed and not standing:
            found.append((clause.key, Sentence(UNWRITTEN, clause=Sentence(clause.name))))
    return tuple(found)


def replaced(standing: Collection[Thing], seen: Collection[Thing]) -> frozenset[Thing]:
    """Which texts a new one takes the place of: those its writer had before their eyes, no others.

    So two who write at once lose nothing: both texts stand until somebody has seen both.
    """
    return frozenset(standing) & frozenset(seen)


def holds(members: Collection[int], accepted: Collection[int]) -> bool:
    """Whether a version is in force: every current member has accepted it."""
    return bool(members) and set(members) <= set(accepted)


def default_review(version: int) -> int:
    """After how many sessions a group looks at its agreement again, if it does not say."""
    return usual(version - 1)


def is_due(*, after: int, sessions: int, since: datetime, at: datetime) -> bool:
    """Whether it is time to look again: after so many sessions since then, or a year."""
    return sessions >= after or at - since >= AT_LATEST
