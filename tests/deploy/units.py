"""What a systemd unit says, read from its file."""

from __future__ import annotations

from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = ("levelground.service", "levelground-work.service")


def settings_of(unit: str) -> dict[str, list[str]]:
    """Each of its settings, with all the values it is given."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / unit).read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found
