"""A PDF is set in our own letters, macrons included, and its drawings have their colours."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from levelground.ui import pdf

GREEN = b"0.121569 0.352941 0.290196 rg"  # of bars, as a PDF says it
BAR = '<svg class="bars" viewBox="0 0 9 9"><rect class="bars__bar" width="9" height="9"/></svg>'
OURS = {"Atkinson-Hyperlegible-Next", "Atkinson-Hyperlegible-Next-Bold"}
Make = Callable[[str], PdfReader]


@pytest.fixture
def made(tmp_path: Path, settings: Any) -> Make:
    if not pdf.can_make_pdf():
        pytest.skip("libpango is missing here")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def make(body: str) -> PdfReader:
        (tmp_path / "page.html").write_text(f"<html lang=en><body>{body}</body></html>")
        return PdfReader(io.BytesIO(pdf.pdf_of("page.html", {})))

    return make


def letters_of(reader: PdfReader) -> set[str]:
    """The fonts in the file, without the mark of the subset."""
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]
    return {str(font.get_object()["/BaseFont"]).split("+")[1] for font in fonts.values()}


@pytest.mark.parametrize(("tag", "weight"), [("p", ""), ("h1", "-Bold")])
def test_macrons_are_set_and_read_back_in_our_letters(made: Make, tag: str, weight: str):
    """In one file: out of a second one some would be set as other letters, or beside their place."""
    reader = made(f"<{tag}>āēīōū ĀĒĪŌŪ rōpū</{tag}>")

    assert f"Atkinson-Hyperlegible-Next{weight}" in letters_of(reader)
    assert letters_of(reader) <= OURS
    assert "āēīōū ĀĒĪŌŪ rōpū" in reader.pages[0].extract_text()


def test_control_a_letter_that_ours_lack_comes_from_another_font(made: Make):
    assert not letters_of(made("<p>rōpū ж</p>")) <= OURS


def test_bars_have_their_colour(made: Make):
    assert GREEN in made(BAR).pages[0].get_contents().get_data()


def test_control_a_drawing_without_its_style_is_black(made: Make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "_with_drawings", lambda page: page)

    assert GREEN not in made(BAR).pages[0].get_contents().get_data()
