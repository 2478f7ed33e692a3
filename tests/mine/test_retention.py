"""Goal P4: whatever has a clock goes when its time is over: none early, none more than a day late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import DateTimeField
from django.db.models.constants import LOOKUP_SEP

from levelground.config import wiring
from levelground.core.data_map import Clock
from levelground.mine import tasks
from levelground.mine.queries.data_maps import holdings
from levelground.runtime import background
from levelground.runtime import clock as house_clock
from tests.make import make_person
from tests.mine.rows import make_row, model_of
from tests.room import make_room

pytestmark = pytest.mark.django_db
T = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_MOMENT = timedelta(seconds=1)
CLOCKS = {label: one.clock for label, one in holdings().items() if one.clock}


@pytest.fixture(autouse=True)
def _any_row_will_do() -> Iterator[None]:
    if connection.vendor != "sqlite":
        pytest.skip("rows that make no sense need a database that lets them in")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints=ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints=OFF")


def make_timed(label: str, clock: Clock) -> Any:
    """A row whose clock begins at T."""
    first, _, field = clock.since.rpartition(LOOKUP_SEP)
    whose = first or holdings()[label].whose
    row = make_row(
        model_of(label),
        whose="" if whose == "pk" else whose,
        person=make_person("Ada"),
        other=make_person("Eli"),
    )
    for one in row._meta.concrete_fields:
        if isinstance(one, DateTimeField) and one.null:
            setattr(row, one.name, None)
    for name, value in clock.only.items():
        setattr(row, name, value)
    row.save()
    timed = getattr(row, first) if first else row
    setattr(timed, field, T)
    timed.save()
    return row


def when_gone(label: str, clock: Clock) -> str:
    """Whether the row goes early, in time, or late."""
    row = make_timed(label, clock)
    rows = model_of(label).objects.filter(pk=row.pk)
    for at, answer in (
        (T + clock.after - A_MOMENT, "early"),
        (T + clock.after + A_MOMENT, "in time"),
        (T + clock.after + timedelta(days=1), "a day late"),
    ):
        with house_clock.held(at):
            clock.forget(at)
        if not rows.exists():
            return answer
    return "never"


@pytest.mark.parametrize("label", CLOCKS)
def test_what_has_a_clock_goes_in_time(label: str):
    assert when_gone(label, CLOCKS[label]) == "in time"


def test_control_what_goes_early_or_late_is_noticed():
    letters = CLOCKS["letters.Letter"]

    longer = replace(letters, after=letters.after + timedelta(days=30))
    assert when_gone("letters.Letter", longer) == "early"


def test_control_what_nobody_lets_go_is_noticed():
    kept = replace(CLOCKS["letters.Letter"], forget=lambda at: None)

    assert when_gone("letters.Letter", kept) == "never"


@pytest.mark.parametrize("label", CLOCKS)
def test_a_running_server_lets_it_go_by_itself(label: str, monkeypatch: pytest.MonkeyPatch):
    """Each is called by the round of retention, with which a server begins, and once an hour."""
    called: list[tuple[str, datetime]] = []
    clock = replace(CLOCKS[label], forget=lambda at: called.append((label, at)))
    maps = {label: replace(holdings()[label], clock=clock)}
    monkeypatch.setattr(tasks, "holdings", lambda: maps)

    tasks.forget_what_is_over(T)

    assert called == [(label, T)]


def test_the_round_of_retention_is_the_servers():
    assert "retention" in background._works
    assert 'every(HOUR, "retention"' in Path(wiring.__file__).read_text()


def test_what_has_been_let_go_is_shrunk_whatever_fails(monkeypatch: pytest.MonkeyPatch):
    def fails(_at: datetime) -> int:
        raise OSError

    done: list[str] = []
    maps = {
        label: replace(one, clock=replace(one.clock, forget=forget))
        for (label, one), forget in zip(
            [(label, holdings()[label]) for label in list(CLOCKS)[:2]],
            (fails, lambda _at: done.append("the next")),
            strict=True,
        )
        if one.clock
    }
    monkeypatch.setattr(tasks, "holdings", lambda: maps)
    monkeypatch.setattr(tasks, "shrink_log", lambda: done.append("the log"))
    with pytest.raises(OSError):  # noqa: PT011  it has no words
        tasks.forget_what_is_over(T)

    assert done == ["the next", "the log"]


def test_each_note_says_when_it_goes():
    with house_clock.held(T):
        room = make_room().open().until("bring")
        room.write("Ada", "topic", "A thing I brought")

        page = room.page("Ada")

    [words] = model_of("words.Words").objects.all()
    assert f"kept until {words.expires_at:%-d %B, %H:%M}" in page


def test_what_stays_for_a_year_does_not_look_as_if_it_went_today():
    with house_clock.held(T):
        room = make_room().open().until("next")
        room.write("Ada", "commitment", "A thing I will do")

        page = room.page("Ada")

    [words] = model_of("words.Words").objects.all()
    assert words.expires_at - T > timedelta(days=364)
    assert f"kept until {words.expires_at:%-d %B %Y}" in page
    assert f"kept until {words.expires_at:%-d %B, %H:%M}" not in page
