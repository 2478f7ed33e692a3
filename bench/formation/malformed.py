"""10,000 damaged spreadsheets: each gets people or sentences, never a traceback, and how long each takes."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.core.formation.test_reading import malformed

from levelground.core.formation import Faulty, Rules, Weights
from levelground.core.formation.reading.people_list import read

COUNT = 10_000


def main() -> int:
    ends: Counter[str] = Counter()
    slowest = 0.0
    for seed in range(COUNT):
        data = malformed(1_000_000 + seed)
        started = time.process_time()
        try:
            read(data, Rules(), Weights())
        except Faulty as faulty:
            plain = all(fault.what for fault in faulty.faults)
            ends["sentences" if plain else "nothing said"] += 1
        except Exception as error:  # noqa: BLE001 - counting them is the point
            ends[f"traceback: {type(error).__name__}"] += 1
        else:
            ends["read"] += 1
        slowest = max(slowest, time.process_time() - started)
    print(f"{COUNT:,} damaged files: {dict(ends)}; slowest {slowest:.2f} core s")
    return int(any(name not in {"sentences", "read"} for name in ends))


if __name__ == "__main__":
    sys.exit(main())
