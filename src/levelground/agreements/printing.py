"""A small book as PDF. WeasyPrint needs libpango; where that is missing, the page prints itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

STYLE = "agreements/css/book.css"
OURS = "file:///level-ground/"  # stands for our static files, the only ones a book may ask for

# Our letters have no ō of one piece, but set an o and a macron as one.
IN_TWO = str.maketrans({"ō": "o\u0304", "Ō": "O\u0304"})


@cache
def can_make_pdf() -> bool:
    """Whether the libraries are there. Looked at once."""
    try:
        import weasyprint  # noqa: F401, PLC0415  slow to load, and may be missing what it needs
    except (ImportError, OSError):
        return False
    return True


def make_pdf(template: str, context: dict[str, Any]) -> bytes:
    """Set a template as a book. Nothing is fetched from anywhere but our own files."""
    import weasyprint  # noqa: PLC0415  see above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    ours: dict[str, Any] = {"base_url": OURS, "url_fetcher": _our_files}
    letters = FontConfiguration()
    style = weasyprint.CSS(
        string=_file(STYLE).read_text(encoding="utf-8"), font_config=letters, **ours
    )
    page = render_to_string(template, context).translate(IN_TWO)
    book = weasyprint.HTML(string=page, **ours)
    made: bytes = book.write_pdf(stylesheets=[style], font_config=letters)
    return made


def _our_files(url: str, *_more: object, **_else: object) -> object:
    from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415  see above

    name = url.removeprefix(OURS)
    if not url.startswith(OURS) or not name.startswith("ui/fonts/") or ".." in name:
        raise ValueError("A book asks for nothing but our letters.")
    return URLFetcherResponse(url, _file(name).read_bytes(), {"Content-Type": "font/woff2"})


def _file(name: str) -> Path:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    return Path(str(found))
