"""Many at the same moment take no more than there is: on SQLite in a file, and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler

from levelground.limits import actions
from levelground.limits.actions import Jar, Limit, spend
from levelground.limits.models import Usage
from levelground.runtime import clock

AT_ONCE, THREADS, EACH = 7, 6, 4
LIMIT = Limit(of="a test", at_once=AT_ONCE, a_day=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Settings of a real database, for connections of threads."""
    kind = {"sqlite": "on_disk", "postgresql": "postgresql_tables"}[request.param]
    found = request.getfixturevalue(kind)
    with django_db_blocker.unblock():
        if request.param == "sqlite":
            yield dict(connections["default"].settings_dict)
        else:
            yield {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": found["dbname"],
                "HOST": found["host"],
                "PORT": found["port"],
                "USER": found["user"],
            }


def taken(place: dict[str, Any], *jars: Jar) -> int:
    """How many get one when all of them want one."""
    together = Barrier(THREADS)

    def wants(_number: int) -> int:
        connections["default"] = ConnectionHandler({"default": place})["default"]
        try:
            together.wait()
            return sum(not spend(*jars) for _ in range(EACH))
        finally:
            connections["default"].close()
            del connections["default"]

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(wants, range(THREADS)))


def test_of_many_at_once_no_more_are_let_through_than_may(place: dict[str, Any]):
    with clock.held(clock.now()):
        assert taken(place, LIMIT.by("one"), LIMIT.by("two")) == AT_ONCE


def test_control_without_the_lock_more_are(place: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    """Reading and then writing, as the cache did."""
    together = Barrier(THREADS)

    def rows(by_key: Any, now: Any) -> list[Usage]:
        new = [Usage(key=key, refilled_at=now) for key in by_key]
        Usage.objects.bulk_create(new, ignore_conflicts=True)
        found = list(Usage.objects.filter(pk__in=by_key))
        together.wait()
        return found

    monkeypatch.setattr(actions, "_locked", rows)
    monkeypatch.setattr("levelground.limits.actions.transaction.atomic", _no_transaction)
    monkeypatch.setattr(
        Usage.objects, "bulk_update", lambda rows, _fields: [row.save() for row in rows]
    )
    monkeypatch.setattr(f"{__name__}.EACH", 1)

    with clock.held(clock.now()):
        few = Limit(of="another", at_once=1, a_day=1)
        assert taken(place, few.by("one")) == THREADS


class _no_transaction:  # noqa: N801
    def __init__(self, *_: object, **_how: object) -> None: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...
