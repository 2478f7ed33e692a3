"""Logs carry ids and kinds of failures. Never words, addresses or names."""

from __future__ import annotations

import logging
import time
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """Keeps out what a failure quotes, and the addresses of pages: one may be an invitation.

    Times are UTC and say so, so that logs of several machines can be read side by side.
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        if request := getattr(record, "request", None):
            route = getattr(getattr(request, "resolver_match", None), "route", "no page of ours")
            record.msg, record.args = f"{getattr(record, 'status_code', '')} at {route}", ()
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        failure = ei[1]
        parts: list[str] = []
        while failure:
            name = type(failure).__qualname__
            parts.append("".join(traceback.format_tb(failure.__traceback__)) + name)
            failure = failure.__cause__ or failure.__context__
        return "\nwhich came of\n".join(parts)
