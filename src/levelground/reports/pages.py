"""What stands on a certificate, for the page and for the paper."""

from __future__ import annotations

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from levelground.core.hours import ENOUGH_PEOPLE, by_year
from levelground.reports.models import Certificate
from levelground.reports.queries.certificates import lines_of

IN_A_BLOCK = 5  # letters


def printed(certificate: Certificate) -> dict[str, object]:
    """The context of `reports/_certificate.html`, with where it can be checked."""
    lines = lines_of(certificate)
    return {
        "certificate": certificate,
        "lines": lines,
        "years": by_year(lines),
        "enough": ENOUGH_PEOPLE,
        "code": in_blocks(certificate.code),
        "address": _address("reports:check"),
        "house": settings.ADDRESSES[0],
        "qr": "" if certificate.revoked_at else _qr(_address("reports:checked", certificate.code)),
    }


def in_blocks(code: str) -> str:
    """A long code as it can be read aloud and typed."""
    starts = range(0, len(code), IN_A_BLOCK)
    return "-".join(code[start : start + IN_A_BLOCK] for start in starts)


def _address(page: str, *code: str) -> str:
    return settings.ADDRESSES[0].rstrip("/") + reverse(page, args=code)


def _qr(address: str) -> SafeString:
    drawn = segno.make(address, error="m").svg_inline(
        border=2, svgclass="qr__code", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308  drawn here, from our own address
