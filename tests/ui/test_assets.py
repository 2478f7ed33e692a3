"""Our CSS and JS keep their own rules. No node needed; Biome and tsc say more where they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

UI = Path("src/levelground/ui")
STATIC = UI / "static" / "ui"
CSS = sorted((STATIC / "css").rglob("*.css"))
JS = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted(Path("src/levelground").rglob("templates/**/*.html"))


def _named(path: Path) -> str:
    return "/".join(path.parts[-2:])


@pytest.mark.parametrize("path", CSS, ids=_named)
class TestStyles:
    def test_colours_come_from_the_tokens(self, path: Path):
        text = _code(path)
        allowed = (
            {"#ffffff", "#000000"}
            if path.name in {"print.css", "stage.css", "paper.css"}
            else set()
        )

        if path.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text)) <= allowed
            assert not re.search(r"\b(rgb|hsl|oklch)a?\(", text)

    def test_is_calm(self, path: Path):
        """From a colour to the same colour is no gradient: it is how CSS paints an area or a line."""
        plain = re.sub(r"linear-gradient\((var\([\w-]+\)), \1\)", "", _code(path))

        assert not re.search(r"box-shadow|text-shadow|gradient\(|@keyframes|!important", plain)

    def test_sides_are_logical(self, path: Path):
        text = _code(path)

        assert not re.search(r"[\s;{](margin|padding|border)-(left|right|top|bottom)\b", text)
        assert not re.search(
            r"[\s;{](left|right|top|bottom|width|height|(min|max)-(width|height)):", text
        )
        assert not re.search(r"text-align: (left|right)", text)

    def test_is_in_balance(self, path: Path):
        text = _code(path)

        assert text.count("{") == text.count("}")

    def test_asks_only_for_tokens_that_exist(self, path: Path):
        own = {name for css in CSS for name in re.findall(r"(--[\w-]+):", _code(css))}

        assert set(re.findall(r"var\((--[\w-]+)", _code(path))) <= own


def test_every_style_sheet_is_taken_in():
    taken = set(re.findall(r'url\("([^"]+)"\)', (STATIC / "css" / "app.css").read_text()))
    there = {str(path.relative_to(STATIC / "css")) for path in CSS} - {"app.css"}

    assert taken == there


@pytest.mark.parametrize("path", JS, ids=_named)
class TestScripts:
    def test_is_short(self, path: Path):
        lines = [line for line in path.read_text().splitlines() if line.strip()]

        assert len(lines) <= 110

    def test_says_what_it_is_for(self, path: Path):
        assert path.read_text().startswith(("/**", "//"))

    def test_makes_no_markup_and_no_code_out_of_text(self, path: Path):
        if path.name != "trusted-types.js":
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
                _code(path),
            )

    def test_keeps_nothing_people_wrote(self, path: Path):
        if path.name != "soft-sound.js":  # remembers on or off
            assert not re.search(
                r"localStorage|sessionStorage|indexedDB|document\.cookie", _code(path)
            )

    def test_asks_nobody_else(self, path: Path):
        assert not re.search(r"https?://", _code(path))

    def test_imports_what_exists(self, path: Path):
        for name in re.findall(r'from "\./([^"]+)"|import "\./([^"]+)"', path.read_text()):
            assert (path.parent / (name[0] or name[1])).is_file()


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to("src/levelground"))
)
def test_templates_are_plain(path: Path):
    text = re.sub(r"{%.*?%}", "", path.read_text(), flags=re.DOTALL)

    assert not re.search(r"\son[a-z]+=|\sstyle=|hx-on|javascript:", text)
    assert not re.search(r"\b(please note|successfully|click here|invalid)\b", text, re.IGNORECASE)
    assert "autofocus" not in text


def test_what_is_not_ours_says_whose_it_is():
    for folder, licence in [
        (STATIC / "fonts", "OFL.txt"),
        (STATIC / "icons", "LICENSE.txt"),
        (STATIC / "js" / "vendor", "idiomorph.LICENSE.txt"),
        (Path("tests/vendor"), "axe.LICENSE.txt"),
    ]:
        assert (folder / licence).is_file()
        assert (folder / "README.md").is_file()


def _code(path: Path) -> str:
    """Without comments."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(?m)(^|\s)//.*$", "", text) if path.suffix == ".js" else text
