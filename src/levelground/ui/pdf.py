"""A page as PDF, where the machine has what that takes (libpango). Nothing is fetched from anywhere.

`paper/document.css` is for such pages: our letters on white, no scripts, no header. A document may bring
styles of its own instead; they too find our letters in `letters.css`.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

OURS = Path(__file__).parent / "static" / "ui"
STYLES = OURS / "paper" / "document.css"
DRAWINGS = OURS / "paper" / "drawings.css"
DRAWING = re.compile(r"<svg\b[^>]*>")

log = logging.getLogger(__name__)


def can_make_pdf() -> bool:
    """Whether this machine can. Where it cannot, offer the page itself: it prints well."""
    return _weasyprint() is not None


def pdf_of(template: str, context: Mapping[str, object], *, styles: Path = STYLES) -> bytes:
    """The template as PDF. Ask `can_make_pdf` first."""
    weasyprint = _weasyprint()
    if weasyprint is None:
        raise RuntimeError("This machine cannot make a PDF: libpango is missing.")
    fonts: Any = importlib.import_module("weasyprint.text.fonts")
    ours = {"base_url": STYLES.as_uri(), "url_fetcher": _only_ours(weasyprint)}
    letters = fonts.FontConfiguration()  # without it, other letters stand in for ours
    style = weasyprint.CSS(string=styles.read_text(encoding="utf-8"), font_config=letters, **ours)
    page = _with_drawings(render_to_string(template, dict(context)))
    made: bytes = weasyprint.HTML(string=page, **ours).write_pdf(
        stylesheets=[style],
        font_config=letters,
        pdf_variant="pdf/ua-1",  # with headings, tables and language, for who has it read aloud
    )
    return made


def pdf_response(
    template: str, context: Mapping[str, object], *, name: str, styles: Path = STYLES
) -> HttpResponse:
    """The same as an answer: a file of this name (ASCII, without its ending) to be kept."""
    return HttpResponse(
        pdf_of(template, context, styles=styles),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


def _with_drawings(page: str) -> str:
    """A document's styles do not reach into what is drawn in it: each drawing brings its own."""
    style = f"<style>{DRAWINGS.read_text(encoding='utf-8')}</style>"
    return DRAWING.sub(lambda found: found[0] + style, page)


@cache
def _weasyprint() -> ModuleType | None:
    for chatty in ("fontTools", "weasyprint"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        import weasyprint  # noqa: PLC0415  slow to load, and seldom wanted
    except OSError:
        log.warning("PDFs cannot be made here: libpango is missing. Pages print themselves.")
        return None
    found: ModuleType = weasyprint
    return found


def _only_ours(weasyprint: ModuleType) -> Any:
    """Opens our own static files and nothing else, on the disk or in the net."""
    fetcher: Any = weasyprint.urls.URLFetcher

    class OnlyOurs(fetcher):  # type: ignore[misc]  # known when it is loaded
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = Path(url.removeprefix("file://")).resolve()
            if not url.startswith("file://") or OURS.resolve() not in path.parents:
                raise ValueError("A PDF takes nothing from elsewhere.")
            return super().fetch(url, headers)

    return OnlyOurs(allowed_protocols=("file",))
