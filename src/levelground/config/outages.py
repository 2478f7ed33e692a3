"""What people are told when the database is full, locked or gone: 507 or 503 in words, never a bare 500.

`handler500` of `urls.py`: Django calls it while the exception is being handled, whether it came from
a view, a middleware or the sign-in. All that was written in the transaction is rolled back by then.
"""

from __future__ import annotations

import errno
import logging
import sys
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from levelground.runtime.background import where

AGAIN_AFTER = 10  # seconds
SQLITE_ERROR, SQLITE_FULL = 1, 13  # of https://www.sqlite.org/rescode.html
DISK_FULL, READ_ONLY = "53100", "25006"  # of PostgreSQL's SQLSTATE codes
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}

log = logging.getLogger(__name__)
FULL, AWAY = HTTPStatus.INSUFFICIENT_STORAGE, HTTPStatus.SERVICE_UNAVAILABLE


def failed(request: HttpRequest) -> HttpResponse:
    """For `handler500`."""
    failure = sys.exc_info()[1]
    status = outage(failure)
    if failure is None or status is None:
        return HttpResponse(render_to_string("500.html"), status=500)
    log.error("The database did not serve a request: %s", where(failure))
    if request.accepts("text/html") and "HX-Request" not in request.headers:
        answer = HttpResponse(render_to_string(f"{status.value}.html"), status=status)
    else:  # a script, a calendar program, or a part of a page: outage.js shows it
        answer = HttpResponse(in_words(status), status=status, content_type="text/plain")
    answer["Retry-After"] = str(AGAIN_AFTER)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  not again, with a traceback each
    return answer


def outage(failure: BaseException | None) -> HTTPStatus | None:
    """Whether this is the disk or the database failing us, and not a fault of ours (None)."""
    if isinstance(failure, OSError) and failure.errno in NO_ROOM:
        return FULL
    if not isinstance(failure, DatabaseError | InterfaceError):
        return None
    sqlite = getattr(failure.__cause__, "sqlite_errorcode", None)
    state = getattr(failure.__cause__, "sqlstate", None)
    if sqlite == SQLITE_FULL or state == DISK_FULL:
        return FULL
    if sqlite == SQLITE_ERROR:  # a statement that is wrong: “no such table”
        return None
    away = isinstance(failure, OperationalError | InterfaceError) or state == READ_ONLY
    return AWAY if away else None


def in_words(status: HTTPStatus) -> str:
    if status == FULL:
        return _(
            "Our disk is full, so we couldn’t save that. Keep what you wrote and try again soon."
        )
    return _("We couldn’t reach our database, so that may not be saved. Try again in a moment.")
