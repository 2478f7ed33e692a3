"""The long forms of two goals: 10,000 tries at other people's seats (S11), and three organisations
side by side in 100,000 operations (S4).

    python bench/doors.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

TRIES = 10_000
EXAMPLES = 5_000  # of 20 steps each


def main() -> int:
    began = time.monotonic()
    more = {"TRIES": str(TRIES), "EXAMPLES": str(EXAMPLES)}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/formation/test_doors.py"]
    status = subprocess.run(command, env={**os.environ, **more}, check=False).returncode
    minutes = (time.monotonic() - began) / 60
    print(f"{TRIES} tries at seats, {EXAMPLES * 20} operations: {minutes:.1f} minutes.")
    return status


if __name__ == "__main__":
    sys.exit(main())
