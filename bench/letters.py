"""10,000 names that would like to be headers: 0 extra headers, 0 names in letters about dates (S16).

    python -m bench.letters [COUNT] [SEED]

Each name is given to everybody and to the group; then one date is moved, and the letters about it
are written, sealed, opened and rendered as a mail server gets them. Short: tests/schedule/test_letters.py.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime

from bench.installation import house
from django.core import mail
from tests.make import make_cast, make_dates
from tests.schedule.making import nth_date
from tests.schedule.test_letters import HEADERS, call_everybody

from levelground.letters.models import Letter
from levelground.runtime import clock
from levelground.schedule.actions import move_date

ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x00:, ;<>@\"'=?_"
MARK = "Zaunkönig"


def main(count: int, seed: int) -> int:
    with house():
        return _run(count, random.Random(seed))


def _run(count: int, chance: random.Random) -> int:
    letters = faults = 0
    with clock.held(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        cast = make_cast()
        make_dates(cast.group)
        date = nth_date(cast.group, 3)
        for number in range(count):
            tail = "".join(chance.choices(ENDS, k=chance.randrange(30)))
            call_everybody(cast, f"{MARK}\r\nBcc: eve@example.org{tail}"[:60])
            mail.outbox.clear()
            move_date(date=date, starts_at=date.starts_at.replace(minute=1 + number % 59))
            for letter in mail.outbox:
                message = letter.message()
                whole = message.as_string() + str(letter.body) + str(letter.alternatives)
                good = set(message.keys()) <= HEADERS and MARK not in whole
                faults += not (good and "eve@" not in whole)
                letters += 1
            Letter.objects.all().delete()
    print(f"{count:,} names, {letters:,} letters: {faults} with an extra header or a name")
    return int(faults > 0 or letters < count)


if __name__ == "__main__":
    given = [int(part) for part in sys.argv[1:3]] + [10_000, 1][len(sys.argv[1:3]) :]
    sys.exit(main(*given))
