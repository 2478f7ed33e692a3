"""A house for a bench: a database in memory, a key of its own, letters that stay here and leave at once.

As in the tests. Importing this reads the settings, so that models may be imported below it.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.test.utils import override_settings, setup_databases, setup_test_environment
from tests.letters.at_once import letters_leave_at_once

LETTERS = {
    "EMAIL_BACKEND": "levelground.letters.actions.backend.EmailBackend",
    "OUTBOX_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")
django.setup()


@contextmanager
def house() -> Iterator[None]:
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(
            LEVELGROUND_KEY_FILE=Path(folder, "kek"),
            SECRET_KEY_PATH=Path(folder, "secret_key"),
        ),
    ):
        call_command("make_keys", verbosity=0, stdout=io.StringIO())
        setup_test_environment()
        setup_databases(verbosity=0, interactive=False)
        with override_settings(**LETTERS), letters_leave_at_once():
            yield
