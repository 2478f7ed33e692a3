"""Was anything lost, doubled or put in another order? Five rules over one session's history.

Every answered move says which version it led to, so the history is its own witness and one pass
over it, in the order of time, decides. What time alone brought about stands in the log as well
and was asked for by nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["done", "refused", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A move as its sender saw it. Times are of one clock that never jumps."""

    client: str
    name: str
    key: str
    sent: float
    answered: float | None = None  # None: no answer ever came
    outcome: Outcome = "unknown"
    version: int = 0  # of the last event it brought about, where the answer said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Somebody looked, and saw the story up to `version`."""

    client: str
    sent: float
    answered: float
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log."""

    version: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What somebody was shown, beside what the log leads to (rule 5)."""

    where: str
    shown: object
    told: object


def faults(
    operations: Sequence[Operation],
    reads: Sequence[Read],
    log: Sequence[Entry],
    *,
    brings: Mapping[str, str],
    compared: Iterable[Compared] = (),
) -> list[str]:
    """Every way in which this history breaks a rule; none is what we want.

    `brings` says which operation leaves exactly one entry of which kind, that nothing else leaves.
    """
    return [
        *_log_is_whole(operations, log),
        *_order_of_time(operations),
        *_reads(operations, reads, log),
        *_once_each(operations, log, brings),
        *(
            f"R5 {one.where}: shown {one.shown!r}, the log leads to {one.told!r}"
            for one in compared
            if one.shown != one.told
        ),
    ]


def _log_is_whole(operations: Sequence[Operation], log: Sequence[Entry]) -> Iterator[str]:
    """Rule 1: versions are 1 to n, and no two moves were told the same one."""
    for place, entry in enumerate(log, start=1):
        if entry.version != place:
            yield f"R1 gap or double: entry {place} has version {entry.version}"
            break
    told: dict[int, Operation] = {}
    for one in _done(operations):
        if one.version > len(log) or one.version < 1:
            yield f"R1 lost: {_name(one)} was told version {one.version} of {len(log)}"
        before = told.setdefault(one.version, one)
        if before is not one:
            yield f"R1 two moves were told version {one.version}: {_name(before)}, {_name(one)}"


def _order_of_time(operations: Sequence[Operation]) -> Iterator[str]:
    """Rule 2: what was answered before something else was sent stands before it in the log."""
    highest = 0
    for _when, is_answer, one in _moments(_done(operations)):
        if is_answer:
            highest = max(highest, one.version)
        elif one.version <= highest:
            yield f"R2 order: {_name(one)} got {one.version}, sent after {highest} was answered"


def _moments(operations: Iterable[Operation]) -> list[tuple[float, bool, Operation]]:
    moments = [(one.sent, False, one) for one in operations]
    moments += [
        (one.answered, True, one) for _sent, _no, one in moments if one.answered is not None
    ]
    return sorted(moments, key=lambda moment: moment[:2])


def _reads(
    operations: Sequence[Operation], reads: Sequence[Read], log: Sequence[Entry]
) -> Iterator[str]:
    """Rule 3: what is read is the beginning of the log, all that was answered, never less again."""
    answers = sorted(
        (one.answered, one.version) for one in _done(operations) if one.answered is not None
    )
    seen: dict[str, tuple[int, float]] = {}
    known, place = 0, 0
    for read in sorted(reads, key=lambda read: read.sent):
        while place < len(answers) and answers[place][0] < read.sent:
            known = max(known, answers[place][1])
            place += 1
        if read.version > len(log):
            yield f"R3 {read.client} read version {read.version} of {len(log)}"
        if read.version < known:
            yield f"R3 {read.client} read {read.version} after {known} had been answered"
        version, at = seen.get(read.client, (0, read.sent))
        if read.version < version and read.sent > at:
            yield f"R3 {read.client} read {read.version} after having read {version}"
        if read.version >= version:
            seen[read.client] = (read.version, read.answered)


def _once_each(
    operations: Sequence[Operation], log: Sequence[Entry], brings: Mapping[str, str]
) -> Iterator[str]:
    """Rule 4: done is there once, refused never, unknown at most once."""
    kinds = Counter(entry.kind for entry in log)
    done = Counter(brings[one.name] for one in _done(operations) if one.name in brings)
    unknown = Counter(
        brings[one.name] for one in operations if one.name in brings and one.outcome == "unknown"
    )
    for kind in set(brings.values()):
        least, most = done[kind], done[kind] + unknown[kind]
        if not least <= kinds[kind] <= most:
            yield f"R4 {kind} is there {kinds[kind]} times; done {least}, perhaps {most}"
    by_version = {entry.version: entry.kind for entry in log}
    for one in _done(operations):
        wanted = brings.get(one.name)
        if wanted and by_version.get(one.version) != wanted:
            yield f"R4 {_name(one)} at {one.version} is a {by_version.get(one.version)}"


def _done(operations: Iterable[Operation]) -> list[Operation]:
    return [one for one in operations if one.outcome == "done"]


def _name(one: Operation) -> str:
    return f"{one.client}'s {one.name} ({one.key[:8]})"
