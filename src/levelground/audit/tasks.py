"""Once an hour: what waits gets its place in the chain, what is a year old goes, the head is kept.

The head is kept outside the database twice: in the server's log, and in a file beside the data.
Where the chain no longer reaches the head in that file, the database is not the one that was here:
it was restored from a backup, or its log was changed. Both are worth an entry.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings

from levelground.audit.actions import drop_old_chains, link, record_operator
from levelground.audit.queries import newest_chain, reaches

HEAD_FILE = "audit-head"

log = logging.getLogger(__name__)


def keep_up(at: datetime) -> None:
    while link():
        pass
    _compare_with_head_file()
    drop_old_chains(at)
    if chain := newest_chain():
        (settings.DATA_DIR / HEAD_FILE).write_text(f"{chain.head}\n")
        log.info("The security log has come to %s.", chain.head)


def _compare_with_head_file() -> None:
    try:
        kept = (settings.DATA_DIR / HEAD_FILE).read_text().strip()
    except OSError:
        return  # a new installation, or another machine
    if kept and not reaches(kept):
        log.error("The security log does not reach %s: it was restored, or changed.", kept)
        record_operator("restored", about=kept.rpartition(":")[0])
        while link():
            pass
