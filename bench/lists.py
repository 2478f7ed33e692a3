"""Lists of people through the web form, in seconds of one core.

    python -m bench.lists [COUNT] [FIRST_SEED]

10,000 damaged ones: a sentence each, 0 HTTP 500, at most 2 s (S15). And one of 5,000 names: at most 2 s
to read it, to take it in and to write the letters. They play the requests of
tests/programmes/test_people.py.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from bench.installation import house
from tests.make import make_person, make_programme
from tests.programmes.making import Desk, file
from tests.programmes.test_people import damaged, long_list

MOST = 2.0  # core seconds for one request


def main(count: int, first: int) -> int:
    with house():
        missed = [_damaged(count, first), _long()]
    return int(any(missed))


def _damaged(count: int, first: int) -> bool:
    """Print how damaged lists end. True if the goal is missed."""
    desk = _desk("Fay")
    ends: Counter[str] = Counter()
    slowest = 0.0
    for seed in range(first, first + count):
        began = time.process_time()
        answer = desk.post("people/", file=file(damaged(seed)))
        slowest = max(slowest, time.process_time() - began)
        text = answer.content.decode()
        has_sentence = "to mend" in text or "Choose a file" in text
        kind = {302: "read"}.get(answer.status_code, f"HTTP {answer.status_code}")
        ends["sentences" if answer.status_code == 422 and has_sentence else kind] += 1
    print(f"{count:,} damaged files: {dict(ends)}; slowest {slowest:.2f} of {MOST:.0f} core s")
    return slowest > MOST or not set(ends) <= {"sentences", "read"}


def _long() -> bool:
    """Print how long a list of 5,000 takes, step by step. True if the goal is missed."""
    desk = _desk("Gus")
    missed = False
    for page, data in (
        ("people/", {"file": file(long_list(5000))}),
        ("people/taken/", {}),
        ("letters/", {}),
    ):
        began = time.process_time()
        status = desk.post(page, **data).status_code
        took = time.process_time() - began
        missed |= took > MOST or status != 302
        print(f"5,000 people, {page:14} HTTP {status}, {took:.2f} of {MOST:.0f} core s")
    return missed


def _desk(name: str) -> Desk:
    desk = Desk(make_programme(by=make_person(name, is_staff=True)))
    desk.client.raise_request_exception = False
    return desk


if __name__ == "__main__":
    given = [int(part) for part in sys.argv[1:3]] + [10_000, 1_000_000][len(sys.argv[1:3]) :]
    sys.exit(main(*given))
