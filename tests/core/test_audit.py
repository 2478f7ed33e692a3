"""The security log's chain: whatever is done to it afterwards shows (goal S22)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from levelground.core.audit import EntryKind, Head, Link, digest_after, first_fault

START = datetime(2026, 11, 1, tzinfo=UTC)
BEFORE = "0" * 64
Chain = list[tuple[Link, str]]


def a_chain(length: int = 12) -> Chain:
    made: Chain = []
    digest = BEFORE
    for number in range(1, length + 1):
        link = Link(
            number=number,
            at=START + timedelta(minutes=number),
            kind=list(EntryKind)[number % len(EntryKind)],
            act="programmes:list",
            actor=f"a{number % 3}",
            subject="",
            about=f"group {number % 4}",
        )
        digest = digest_after(digest, link)
        made.append((link, digest))
    return made


def head_of(chain: Chain) -> Head:
    return Head(number=len(chain), digest=chain[-1][1] if chain else BEFORE)


def forge(chain: Chain, chance: random.Random) -> Chain:
    """Do one thing to a chain that was not there before; sometimes with the digests made good."""
    forged = list(chain)
    place = chance.randrange(len(forged))
    match chance.randrange(6):
        case 0:
            changes: list[dict[str, Any]] = [
                {"act": "x"}, {"actor": "zz"}, {"subject": "b"}, {"about": "group 99"}, {"kind": "k"}
            ]  # fmt: skip
            forged[place] = (replace(forged[place][0], **chance.choice(changes)), forged[place][1])
        case 1:
            at = forged[place][0].at + timedelta(microseconds=1)
            forged[place] = (replace(forged[place][0], at=at), forged[place][1])
        case 2:
            del forged[place]
        case 3:
            del forged[place:]
        case 4:
            forged.insert(place, (replace(forged[place][0], about="group 98"), "f" * 64))
        case _:
            other = (place + 1) % len(forged)
            forged[place], forged[other] = forged[other], forged[place]
    return written_again(forged) if chance.random() < 0.5 else forged


def written_again(chain: Chain) -> Chain:
    """As somebody would who may write to the database: numbers and digests fit."""
    digest, made = BEFORE, []
    for number, (link, _digest) in enumerate(chain, start=1):
        again = replace(link, number=number)
        digest = digest_after(digest, again)
        made.append((again, digest))
    return made


def test_a_chain_as_written_has_no_fault():
    chain = a_chain()

    assert first_fault(BEFORE, chain, heads=[head_of(chain), head_of(chain[:5])]) == ""
    assert first_fault(BEFORE, []) == ""


def forgeries_found(number: int) -> int:
    chance = random.Random(22)  # noqa: S311  a seed, so that a failure can be repeated
    chain = a_chain()
    return sum(
        bool(first_fault(BEFORE, forge(chain, chance), heads=[head_of(chain)]))
        for _ in range(number)
    )


def test_whatever_is_done_to_a_chain_is_found():
    assert forgeries_found(500) == 500


@pytest.mark.deep
def test_whatever_is_done_to_a_chain_is_found_ten_thousand_times():
    assert forgeries_found(10_000) == 10_000


def test_control_without_the_head_from_elsewhere_a_chain_written_again_is_believed():
    """Why the head is mailed: this is what cannot be seen without it."""
    forged = written_again(a_chain()[:-3])

    assert first_fault(BEFORE, forged) == ""
    assert first_fault(BEFORE, forged, heads=[head_of(a_chain())])


def test_control_a_digest_that_covers_less_lets_a_change_through(monkeypatch: pytest.MonkeyPatch):
    chain = a_chain()
    changed = [(replace(chain[0][0], about="group 99"), chain[0][1]), *chain[1:]]
    assert first_fault(BEFORE, changed)

    covers_less = {link.number: digest for link, digest in chain}
    monkeypatch.setattr(
        "levelground.core.audit.digest_after", lambda _before, link: covers_less[link.number]
    )

    assert first_fault(BEFORE, changed) == ""


@pytest.mark.parametrize(
    ("forged", "says"),
    [
        (lambda chain: chain[1:], "Entry 1 is missing"),
        (lambda chain: chain[:-1], "The end is cut off: there are 11 entries, and there were 12."),
        (
            lambda chain: [(replace(chain[0][0], act="y"), chain[0][1]), *chain[1:]],
            "Entry 1 is not what",
        ),
        (
            lambda chain: written_again([(replace(chain[0][0], act="y"), ""), *chain[1:]]),
            "was written again",
        ),
    ],
)
def test_it_says_what_is_wrong(forged, says: str):
    chain = a_chain()

    assert says in first_fault(BEFORE, forged(chain), heads=[head_of(chain)])
