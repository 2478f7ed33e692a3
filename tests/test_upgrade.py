"""What an earlier release wrote is opened by today's code: every page, every word.

`bin/keep_release` keeps a small database of each release, with its throwaway keys.
"""

from __future__ import annotations

import base64
import lzma
import re
import secrets
import subprocess
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from levelground.accounts.models import Person
from levelground.config.installation import migrations
from levelground.runtime import clock
from levelground.sealing import envelope
from tests.installation import connected, opened
from tests.live.conftest import postgresql
from tests.live.postgresql import connections_to
from tests.make import signed_in

__all__ = ["postgresql"]

RELEASES = sorted((Path(__file__).parent / "releases").iterdir())
CAST = ("Ada", "Dana", "Fay")  # a member, somebody who is asked, a coordinator
WORDS = "I knew what to do by the time I had said it aloud."  # Ada's, for herself alone
EACH = 1  # pages of each kind, for each of them


@contextmanager
def at_home(release: Path, keys: Path, *, with_its_key: bool = True) -> Iterator[None]:
    """Its keys, and its time: much of what it holds is erased after a while."""
    before = django_settings.LEVELGROUND_KEY_FILE, django_settings.SECRET_KEY
    key = (release / "kek").read_text()
    if not with_its_key:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
    keys.touch(mode=0o600)
    keys.write_text(key)
    django_settings.LEVELGROUND_KEY_FILE = keys
    django_settings.SECRET_KEY = (release / "secret_key").read_text().strip()
    envelope.forget_keys()
    try:
        with clock.held(datetime.fromisoformat((release / "kept_at").read_text().strip())):
            yield
    finally:
        django_settings.LEVELGROUND_KEY_FILE, django_settings.SECRET_KEY = before
        envelope.forget_keys()


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def release(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any
) -> Iterator[Path]:
    """This process works in the database that was kept, as today's code migrates it."""
    file = tmp_path / "levelground.sqlite3"
    file.write_bytes(lzma.decompress((request.param / "levelground.sqlite3.xz").read_bytes()))
    with django_db_blocker.unblock(), opened(file), at_home(request.param, tmp_path / "kek"):
        call_command("migrate", verbosity=0)
        yield request.param


def pages_of(client: Client) -> Iterator[tuple[str, int]]:
    """All that can be reached by links from the first page, and its status."""
    kinds: Counter[str] = Counter()
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        answer = client.get(address, follow=True)
        yield address, answer.status_code
        if not answer.headers["Content-Type"].startswith("text/html"):
            answer.close()
            continue
        for found in re.findall(r'href="(/[^"#]*)', answer.content.decode()):
            path = urlsplit(found).path
            if found in known or path.startswith("/static/"):
                continue
            known.add(found)
            kinds[_kind(path)] += 1
            if kinds[_kind(path)] <= EACH:
                waiting.append(found)


def _kind(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def broken() -> dict[str, dict[str, int]]:
    """For each of the cast, the pages that do not come."""
    found = {}
    for name in CAST:
        pages = dict(pages_of(browser_of(name)))
        assert len(pages) > 15 or pages["/"] != 200, "a house that is lived in has many"
        found[name] = {address: status for address, status in pages.items() if status != 200}
    return found


def words_that_open() -> bool:
    return WORDS in browser_of("Ada").get(reverse("commitments:alone")).content.decode()


def browser_of(name: str) -> Client:
    client = signed_in(Person.objects.get(name=name))
    client.raise_request_exception = False
    return client


def test_every_page_comes_and_every_word_opens(release: Path):
    assert migrations() == []
    assert broken() == {name: {} for name in CAST}
    assert words_that_open()


def test_control_a_change_without_its_migration_is_noticed(release: Path):
    """A column that the code knows and an older database does not have."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE groups_group DROP COLUMN call_link")

    assert any(broken().values())


def test_control_without_its_key_no_word_opens(release: Path, tmp_path: Path):
    with at_home(release, tmp_path / "another", with_its_key=False):
        assert not words_that_open()


@pytest.mark.deep
@pytest.mark.parametrize("kept", RELEASES, ids=lambda path: path.name)
def test_on_postgresql_too(
    kept: Path, postgresql: dict[str, Any], tmp_path: Path, django_db_blocker: Any
):
    where = [f"{name}={postgresql[name]}" for name in ("host", "port", "user", "dbname")]
    dump = lzma.decompress((kept / "postgresql.sql.xz").read_bytes())
    subprocess.run(
        ["psql", "--quiet", "--set=ON_ERROR_STOP=1", " ".join(where)],
        input=dump,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    fresh = connections_to(postgresql)["default"]
    with django_db_blocker.unblock(), connected(fresh), at_home(kept, tmp_path / "kek"):
        call_command("migrate", verbosity=0)

        assert broken() == {name: {} for name in CAST}
        assert words_that_open()
