"""The judge of histories is judged: each rule has a history that breaks it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history import Compared, Entry, Operation, Read, faults

BRINGS = {"write": "written"}


def done(version: int, *, sent: float, client: str = "ada", name: str = "write") -> Operation:
    return Operation(
        client=client,
        name=name,
        key=f"key-{version}",
        sent=sent,
        answered=sent + 0.5,
        outcome="done",
        version=version,
    )


def judged(
    operations: Sequence[Operation],
    reads: Sequence[Read] = (),
    *,
    log: Sequence[Entry] | None = None,
    compared: Sequence[Compared] = (),
) -> list[str]:
    entries = [Entry(version=number, kind="written") for number in range(1, len(operations) + 1)]
    return faults(
        operations, reads, entries if log is None else log, brings=BRINGS, compared=compared
    )


GOOD = [done(1, sent=1), done(2, sent=2, client="ben"), done(3, sent=3)]
LOG = [Entry(version=number, kind="written") for number in (1, 2, 3)]


def read(version: int, *, sent: float, client: str = "cai") -> Read:
    return Read(client=client, sent=sent, answered=sent + 0.1, version=version)


def test_a_history_in_which_all_went_well():
    assert judged(GOOD, [read(1, sent=1.6), read(3, sent=4)]) == []


def test_moves_made_at_once_may_stand_in_either_order():
    assert judged([done(2, sent=1), done(1, sent=1.2, client="ben")]) == []


@pytest.mark.parametrize(
    ("operations", "reads", "log", "rule"),
    [
        (GOOD, [], LOG[:2], "R1 lost"),
        (GOOD, [], [LOG[0], LOG[2], LOG[2]], "R1 gap or double"),
        ([*GOOD[:2], replace(GOOD[2], version=2)], [], LOG, "R1 two moves"),
        ([replace(GOOD[0], version=2), replace(GOOD[1], version=1), GOOD[2]], [], LOG, "R2 order"),
        (GOOD, [read(4, sent=5)], LOG, "R3 cai read version 4 of 3"),
        (GOOD, [read(1, sent=5)], LOG, "R3 cai read 1 after 3 had been answered"),
        ([replace(one, answered=None) for one in GOOD], [read(3, sent=5), read(2, sent=6)], LOG, "R3 cai read 2 after having read 3"),
        ([*GOOD[:2], replace(GOOD[2], outcome="refused")], [], LOG, "R4 written is there 3 times"),
        (GOOD, [], [*LOG, Entry(version=4, kind="written")], "R4 written is there 4 times"),
        (GOOD, [], [*LOG[:2], Entry(version=3, kind="asked")], "R4"),
    ],
    ids=["lost", "gap", "same version", "order", "future", "stale", "backwards", "refused", "doubled", "another"],
)  # fmt: skip
def test_each_rule_catches_what_breaks_it(
    operations: list[Operation], reads: list[Read], log: list[Entry], rule: str
):
    assert any(fault.startswith(rule) for fault in judged(operations, reads, log=log))


@pytest.mark.parametrize(("there", "right"), [(2, True), (3, True), (4, False)])
def test_what_got_no_answer_is_there_once_or_not_at_all(there: int, right: bool):
    unknown = Operation(client="ben", name="write", key="k", sent=3)
    log = [Entry(version=number, kind="written") for number in range(1, there + 1)]

    assert (judged([*GOOD[:2], unknown], log=log) == []) == right


def test_what_is_shown_is_what_the_log_leads_to():
    same = Compared(where="ada", shown="think", told="think")
    other = Compared(where="ben", shown="talk", told="think")

    assert judged(GOOD, compared=[same]) == []
    assert judged(GOOD, compared=[same, other]) == [
        "R5 ben: shown 'talk', the log leads to 'think'"
    ]


@given(st.permutations(range(1, 7)))
def test_one_after_another_only_one_order_is_right(order: list[int]):
    operations = [done(version, sent=float(place)) for place, version in enumerate(order)]

    assert (judged(operations) == []) == (order == sorted(order))


def test_a_long_history_is_judged_in_one_pass():
    many = [done(version, sent=float(version)) for version in range(1, 50_001)]
    reads = [read(version, sent=version + 0.6) for version in range(1, 50_001)]
    began = time.perf_counter()

    assert judged(many, reads) == []
    assert time.perf_counter() - began < 10
