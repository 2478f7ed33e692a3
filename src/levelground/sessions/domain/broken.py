"""One session that breaks does not stop what goes over many: it is left out, and the log says which."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from levelground.runtime.background import where

log = logging.getLogger(__name__)
_said: dict[tuple[int, str], str] = {}


@contextmanager
def left_out_if_broken(session_id: int, doing: str) -> Iterator[None]:
    """Whatever fails inside is logged with the session's id and the failure's place, no content.

    Once, as long as it fails in the same way: some of this is done five times a second.
    """
    key = (session_id, doing)
    try:
        yield
    except Exception as failure:  # noqa: BLE001  whatever it is, the others go on
        place = where(failure)
        if _said.get(key) != place:
            _said[key] = place
            log.error("%s of session %s: %s", doing, session_id, place)  # noqa: TRY400  see where
    else:
        _said.pop(key, None)
