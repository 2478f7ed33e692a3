"""`/.well-known/security.txt`: whom to tell of a weakness of this installation (RFC 9116)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

GOOD_FOR = timedelta(days=90)  # the format wants less than a year


@require_safe
@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """Not there where the operator has named nobody: the format knows no answer without a contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
    lines += [
        f"Expires: {_midnight_in(GOOD_FOR):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.ADDRESSES[0].rstrip('/')}{reverse('security_txt')}",
    ]
    return HttpResponse(
        "".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8"
    )


def _midnight_in(days: timedelta) -> datetime:
    """Of a day, so that the answer is the same all day."""
    return datetime.combine(timezone.now().date() + days, time.min)
