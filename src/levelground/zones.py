"""Which time zone data count: those of the package `tzdata`, pinned in requirements.lock.

Python takes the machine's data first, and they may be older by years: a country changes its clocks
a few weeks after it says so. See docs/decisions/0010.
"""

from __future__ import annotations

import re
import sysconfig
import zoneinfo
from pathlib import Path

import tzdata

ZONE_DATA: str = tzdata.IANA_VERSION  # such as “2026f”


def use_packaged_zones() -> None:
    """From now on all zones are the package's. A zone that was made before stays what it is, so every
    process of ours begins with this: see `levelground/__init__.py`.
    """
    zoneinfo.reset_tzpath(to=())  # nowhere on the machine: the package is what is left
    zoneinfo.ZoneInfo.clear_cache()


def zones_in_words() -> str:
    """For the log, when a process starts."""
    machine = machine_version() or "an unknown version"
    return f"Time zones are those of the package tzdata, {ZONE_DATA}; the machine's own, {machine}, are not used."


def machine_version() -> str:
    """Which data the machine has; "" if it does not say."""
    for folder in str(sysconfig.get_config_var("TZPATH") or "").split(":"):
        try:
            with (Path(folder) / "tzdata.zi").open(encoding="utf-8") as file:
                found = re.match(r"# version (\d{4}[a-z]+)", file.readline())
        except (OSError, UnicodeDecodeError):
            continue
        if found:
            return found[1]
    return ""
