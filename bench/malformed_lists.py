"""10,000 damaged lists of people through the web form: a sentence each, 0 HTTP 500, at most 2 s (S15).

    python -m bench.malformed_lists [COUNT] [FIRST_SEED]

It plays the same request as tests/programmes/test_people.py, on a database in memory.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")


def main(count: int, first: int) -> int:
    import django  # noqa: PLC0415
    from django.test.utils import setup_databases, setup_test_environment  # noqa: PLC0415

    django.setup()
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)

    from tests.make import make_person, make_programme  # noqa: PLC0415
    from tests.programmes.making import Desk, file  # noqa: PLC0415
    from tests.programmes.test_people import damaged  # noqa: PLC0415

    desk = Desk(make_programme(by=make_person("Fay", is_staff=True)))
    desk.client.raise_request_exception = False
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
    print(f"{count:,} damaged files: {dict(ends)}; slowest {slowest:.2f} core s")
    return int(slowest > 2 or not set(ends) <= {"sentences", "read"})


if __name__ == "__main__":
    given = [int(part) for part in sys.argv[1:3]] + [10_000, 1_000_000][len(sys.argv[1:3]) :]
    sys.exit(main(*given))
