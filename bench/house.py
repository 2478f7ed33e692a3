"""A house for a bench: a database in memory, a key of its own, letters that stay here, jobs done at once.

As in the tests. It wants the settings read first, so that what belongs to Django is imported inside it.
"""

from __future__ import annotations

import base64
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")


@contextmanager
def house() -> Iterator[None]:
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import (  # noqa: PLC0415
        override_settings,
        setup_databases,
        setup_test_environment,
    )

    django.setup()
    with tempfile.NamedTemporaryFile("w", suffix="kek") as keys:
        keys.write(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
        keys.flush()
        settings.LEVELGROUND_KEY_FILE = keys.name
        setup_test_environment()
        setup_databases(verbosity=0, interactive=False)
        backend = "django_tasks.backends.immediate.ImmediateBackend"
        with override_settings(TASKS={"default": {"BACKEND": backend}}):
            yield
