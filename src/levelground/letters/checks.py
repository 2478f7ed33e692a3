"""Says in `manage.py check --database default` when letters wait for the mail server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004  Django's name
from django.db import DatabaseError

from levelground.letters.queries import stuck_letters
from levelground.runtime import clock


@register(Tags.database)
def letters_leave(
    app_configs: Any, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    if "default" not in (databases or ()):
        return []
    try:
        stuck = stuck_letters(clock.now())
    except DatabaseError:  # not migrated yet, or not there: other checks say so
        return []
    hint = "Does the mail server at EMAIL_HOST answer and take our mail? The log says more."
    return [Warning(stuck, hint=hint, id="levelground.W020")] if stuck else []
