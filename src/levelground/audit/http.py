"""Notes in the security log which page was asked to do something, and by whom."""

from __future__ import annotations

from django.http import HttpRequest

from levelground.audit.actions import record
from levelground.core.audit import EntryKind


def note_coordinating(request: HttpRequest, about: str = "") -> None:
    """At the doors of coordinators' pages: whatever is asked to change something is written down.

    Before it is done, and also when it is then refused: so no page can be forgotten.
    """
    if request.method == "POST":
        record(EntryKind.COORDINATED, act=_page(request), by=request.user.pk, about=about)


def note_export(request: HttpRequest, about: str = "", *, concerning: int | None = None) -> None:
    """That somebody downloads a file with people in it."""
    record(
        EntryKind.EXPORTED,
        act=_page(request),
        by=request.user.pk,
        about=about,
        concerning=concerning,
    )


def _page(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
