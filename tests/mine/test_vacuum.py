"""Goal P3 on PostgreSQL: a night after somebody was erased, no file of the cluster has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from levelground.accounts.models import Person
from levelground.mine.actions import vacuum
from levelground.runtime import clock

NAME, EMAIL = "Zwqkanary", "zwq.canary@example.org"
NIGHT = datetime(2026, 3, 2, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def make_marked() -> None:
    """Somebody among others, whose name and address are in rows, indexes, statistics and log."""
    for number in range(50):
        Person.objects.create(
            email=f"{number}@example.org", name=f"N{number}", joined_at=clock.now()
        )
    Person.objects.create(email=EMAIL, name=NAME, joined_at=clock.now())
    sql("ANALYZE")


def forget(people: QuerySet[Person]) -> None:
    """Without a look for what else is theirs: there is no other table."""
    people._raw_delete("default")


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def settle(as_root: psycopg.Connection) -> None:
    """What PostgreSQL does by itself in time: its log ends a segment, and a checkpoint comes."""
    as_root.execute("SELECT pg_switch_wal()")
    as_root.execute("CHECKPOINT")


def where_marked(folder: Path) -> set[str]:
    """In which folders of the cluster a mark stands in some file."""
    return {
        str(path.relative_to(folder).parts[0])
        for path in folder.rglob("*")
        if path.is_file() and any(mark.encode() in path.read_bytes() for mark in (NAME, EMAIL))
    }


@pytest.mark.usefixtures("database")
def test_a_night_later_no_file_of_the_cluster_has_them(
    cluster: dict[str, Any], as_root: psycopg.Connection
):
    make_marked()
    settle(as_root)
    assert where_marked(cluster["folder"]) == {"base"}
    forget(Person.objects.filter(email=EMAIL))

    sql("VACUUM ANALYZE")
    settle(as_root)
    assert "base" in where_marked(cluster["folder"]), "control: a plain VACUUM does not do it"

    assert vacuum.vacuum_at_night(NIGHT)
    settle(as_root)

    assert where_marked(cluster["folder"]) == set()
    assert Person.objects.count() == 50
    assert vacuum.vacuum_at_night(NIGHT + DAY) == 0, "nothing has changed since"


@pytest.mark.usefixtures("database")
def test_control_samples_for_the_planner_are_noticed(
    cluster: dict[str, Any], as_root: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vacuum, "_keep_no_statistics_of_text", lambda: False)
    make_marked()
    forget(Person.objects.all())  # of an empty table ANALYZE would keep what it had

    vacuum.vacuum_at_night(NIGHT)
    settle(as_root)

    assert where_marked(cluster["folder"]) == {"base"}


@pytest.mark.usefixtures("database")
def test_a_table_in_use_is_left_for_the_next_hour(
    monkeypatch: pytest.MonkeyPatch, cluster: dict[str, Any]
):
    monkeypatch.setattr(vacuum, "LONGEST_WAIT", "50ms")
    vacuum.vacuum_at_night(NIGHT)
    make_marked()
    forget(Person.objects.filter(email=EMAIL))
    sql("SELECT pg_stat_force_next_flush()")
    with psycopg.connect(
        host=cluster["host"], port=cluster["port"], user="app", dbname="app"
    ) as another:
        another.execute("SELECT 1 FROM accounts_person")
        assert vacuum.vacuum_at_night(NIGHT + DAY) == 0
    assert vacuum.vacuum_at_night(NIGHT + DAY + timedelta(hours=1)) == 1


@pytest.mark.parametrize(
    ("hour", "since", "is_time"),
    [(3, 24, True), (3, 1, False), (12, 24, False), (12, 50, True)],
)
def test_it_is_done_once_a_night_or_late(hour: int, since: int, is_time: bool):
    at = NIGHT.replace(hour=hour)

    assert vacuum._is_time(at, last=at - timedelta(hours=since)) is is_time


@pytest.mark.django_db
def test_nothing_of_it_is_done_on_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("This is about SQLite, which overwrites by itself.")
    assert vacuum.vacuum_at_night(NIGHT) == 0
    assert apps.get_model("mine", "VacuumedTable").objects.count() == 0
