from __future__ import annotations

import base64
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings

from tests.installation import empty_database, opened
from tests.letters.at_once import letters_leave_at_once
from tests.live.postgresql import INITDB, server_in, tables_in, used_instead

# `bin/test --deep` asks for the second. A test that names its own number of examples keeps it.
hypothesis.settings.register_profile("ci", max_examples=100, deadline=None, print_blob=True)
hypothesis.settings.register_profile("deep", max_examples=1000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take long begin, so that nobody waits for the last of them."""
    items.sort(key=lambda item: item.get_closest_marker("fault") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A file that leaves the clock standing would make another one fail, on some days."""
    yield
    if nextitem is None or nextitem.path != item.path:
        from levelground.runtime import clock  # noqa: PLC0415  Django first

        held, clock._clock._held = clock._clock._held, None
        assert held is None, f"A test in {item.path.name} leaves the clock standing"


@pytest.fixture(scope="session", autouse=True)
def _a_key_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Each run of the tests has its own key: it must never meet the one in var/."""
    path = tmp_path_factory.mktemp("keys") / "kek"
    path.touch(mode=0o600)
    path.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
    before, django_settings.LEVELGROUND_KEY_FILE = django_settings.LEVELGROUND_KEY_FILE, path
    yield path
    django_settings.LEVELGROUND_KEY_FILE = before


@pytest.fixture(scope="session", autouse=True)
def _letters_stay_here() -> None:
    django_settings.EMAIL_BACKEND = (
        "levelground.letters.actions.backend.EmailBackend"  # not Django's of tests
    )
    django_settings.OUTBOX_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session", autouse=True)
def _files_are_looked_for_when_asked_for() -> None:
    """Each test client builds the house anew, which would read all static files each time.

    That they are served as in the house is seen in tests/config/test_serve.py.
    """
    django_settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def _letters_leave_at_once() -> Iterator[None]:
    """Tests of the outbox itself let them wait; real servers send as they always do."""
    with letters_leave_at_once():
        yield


@pytest.fixture(autouse=True)
def _openings_are_known_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """That words were opened is written once in a test, as in the house once an hour.

    There it is known from the commit on, and a test's transaction never commits. tests/audit tries it all.
    """
    from levelground.audit import actions  # noqa: PLC0415  Django first
    from levelground.audit.actions import record_opening  # noqa: PLC0415

    # A test that commits leaves behind what is known; the next has other people under the same numbers.
    monkeypatch.setattr(actions, "_openings", type(actions._openings)())

    known: set[tuple[int, int]] = set()

    def record_once(*, person: int, group: int) -> None:
        if (person, group) not in known:
            known.add((person, group))
            record_opening(person=person, group=group)

    monkeypatch.setattr("levelground.words.queries.record_opening", record_once)


@pytest.fixture
def on_disk(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """A database of its own in a real file, set up as the house sets up its own."""
    file = Path(shutil.copy(empty_database(), tmp_path / "levelground.sqlite3"))
    with django_db_blocker.unblock(), opened(file):
        yield file


@pytest.fixture(scope="session")
def postgresql_tables(django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A PostgreSQL that is started for this, with all our tables."""
    if not INITDB:
        pytest.skip("PostgreSQL is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        for where in server_in(Path(folder)):
            with django_db_blocker.unblock():
                tables_in(where)
            yield where


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest, db: None) -> Iterator[str]:
    """A test on both kinds of database, one after the other. Nothing it writes is kept."""
    if request.param == "sqlite":
        yield "sqlite"
    else:
        with used_instead(request.getfixturevalue("postgresql_tables")):
            yield "postgresql"
