"""The long forms of two goals: 10,000 tries at other people's seats (S11), and three organisations
side by side in 100,000 operations (S4).

    python bench/doors.py
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time

TRIES = 10_000
OPERATIONS = 100_000


def main() -> int:
    began = time.monotonic()
    more = {"TRIES": str(TRIES), "OPERATIONS": str(OPERATIONS)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-s",
        "-n",
        "0",
        "tests/formation/test_doors.py",
    ]
    status = subprocess.run(command, env={**os.environ, **more}, check=False).returncode
    minutes = (time.monotonic() - began) / 60
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    core = (used.ru_utime + used.ru_stime) / 60
    print(f"{TRIES} tries at seats and {OPERATIONS} operations.")
    print(f"{core:.1f} minutes of one core, {minutes:.1f} by the clock.")
    return status


if __name__ == "__main__":
    sys.exit(main())
