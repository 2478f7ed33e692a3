from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as house
from django.test import override_settings


@pytest.fixture(scope="session", autouse=True)
def _a_key_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Each run of the tests has its own key: it must never meet the one in var/."""
    path = tmp_path_factory.mktemp("keys") / "kek"
    path.touch(mode=0o600)
    path.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
    before, house.LEVELGROUND_KEY_FILE = house.LEVELGROUND_KEY_FILE, path
    yield path
    house.LEVELGROUND_KEY_FILE = before


@pytest.fixture(scope="session", autouse=True)
def _letters_stay_here() -> None:
    house.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session", autouse=True)
def _files_are_looked_for_when_asked_for() -> None:
    """Every browser of a test begins the house anew, which else reads all files: half of its time."""
    house.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def _jobs_are_done_at_once() -> Iterator[None]:
    """Tests of the queue itself, and of real servers, use the database's."""
    backend = "django_tasks.backends.immediate.ImmediateBackend"
    with override_settings(TASKS={"default": {"BACKEND": backend}}):
        yield
