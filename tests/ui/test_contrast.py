"""Every colour that meets another, computed from the tokens: 4.5 for text, 3 for shapes (A1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path("src/levelground/ui/static/ui/css/tokens.css")
TEXT, SHAPE = 4.5, 3.0

# ink, ground, what it must reach
PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "sheet", TEXT),
    ("soft", "paper", TEXT),
    ("soft", "sheet", TEXT),
    ("paper", "ink", TEXT),  # the filled button
    ("ground", "paper", TEXT),  # the name beside the mark
    ("ground", "sheet", SHAPE),  # what is chosen
    ("edge", "paper", SHAPE),  # edges of fields
    ("edge", "sheet", SHAPE),
    ("ground-ink", "ground", TEXT),
    ("speak-ink", "speak", TEXT),
    ("listen-ink", "listen", TEXT),
    ("silence-ink", "silence", TEXT),
    ("speak", "speak-ink", TEXT),  # the letter in a filled dot
    ("listen", "listen-ink", TEXT),
    ("silence", "silence-ink", TEXT),
]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def tokens(mode: str) -> dict[str, str]:
    text = TOKENS.read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark if mode == "dark" else ""))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_contrast(mode: str, ink: str, ground: str, least: float):
    colours = tokens(mode)

    assert contrast(colours[ink], colours[ground]) >= least


def test_every_colour_is_looked_at():
    looked_at = {name for ink, ground, _ in PAIRS for name in (ink, ground)}

    assert set(tokens("light")) - looked_at == {"line"}  # lines only decorate; edges tell


def test_control_the_mock_s_faded_names_would_be_caught():
    faded = "#8b6a1d"  # the mock's ink on yellow at 72 per cent, rounded down to where it failed

    assert contrast(faded, tokens("light")["speak"]) < TEXT


def test_control_black_on_white_and_grey_on_grey():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert contrast("#777777", "#888888") < SHAPE
