"""Makes the letters for PDFs of those for screens: one file a weight, with all macrons. Run once, by hand:

    .venv/bin/python bin/paper_fonts.py

On screens two files share the work by `unicode-range`. What makes PDFs knows no such ranges, and newer
versions of it take a letter apart before they look for it in the second file: ā became another letter.
Neither file has an ō of one piece; here it is put together as the font itself would put it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "src" / "levelground" / "ui" / "static" / "ui" / "fonts"
NAME = "atkinson-hyperlegible-next"
PARTS = [FONTS / f"{NAME}-{part}-wght-normal.woff2" for part in ("latin", "latin-ext")]
WEIGHTS = (400, 700)
MARK_TO_BASE = 4  # a kind of rule in GPOS
PUT_TOGETHER = {0x014D: ("omacron", "o", "uni0304"), 0x014C: ("Omacron", "O", "uni0304.case")}


def main() -> None:
    for weight in WEIGHTS:
        font = merged(weight)
        for code, (name, base, mark) in PUT_TOGETHER.items():
            put_together(font, code, name, base, mark)
        font.flavor = "woff2"
        font.recalcTimestamp = False  # the same bytes each time
        font["head"].created = font["head"].modified = TTFont(PARTS[0])["head"].created
        font.save(FONTS / f"{NAME}-paper-{weight}.woff2")


def merged(weight: int) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for part in PARTS:
            font = TTFont(part, recalcTimestamp=False)
            font.flavor = None
            path = Path(folder, f"{part.stem}.ttf")
            instantiateVariableFont(font, {"wght": weight}, inplace=True)
            font.save(path)
            paths.append(str(path))
        return Merger().merge(paths)


def put_together(font: Any, code: int, name: str, base: str, mark: str) -> None:
    """Add a glyph of a letter and a mark, where the font's own rule puts the mark."""
    under, over = anchors(font, base, mark)
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(base, (1, 0, 0, 1, 0, 0))
    pen.addComponent(mark, (1, 0, 0, 1, under[0] - over[0], under[1] - over[1]))
    font["glyf"][name] = pen.glyph()
    font.setGlyphOrder(font["glyf"].glyphOrder)
    font["hmtx"][name] = font["hmtx"][base]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def anchors(font: Any, base: str, mark: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the mark is to be on the letter, and where it is held."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for one in lookup.SubTable:
            table = getattr(one, "ExtSubTable", one)
            if table.LookupType != MARK_TO_BASE or base not in table.BaseCoverage.glyphs:
                continue
            if mark not in table.MarkCoverage.glyphs:
                continue
            held = table.MarkArray.MarkRecord[table.MarkCoverage.glyphs.index(mark)]
            record = table.BaseArray.BaseRecord[table.BaseCoverage.glyphs.index(base)]
            on = record.BaseAnchor[held.Class]
            over = held.MarkAnchor
            return (on.XCoordinate, on.YCoordinate), (over.XCoordinate, over.YCoordinate)
    raise LookupError(f"{mark} has no place on {base}")


if __name__ == "__main__":
    main()
