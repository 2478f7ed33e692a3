"""What the operator is told: how often something failed and where, once a day, never whose it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.checks import ERROR
from pytest_django import Settings

from levelground.config import checks, troubles
from levelground.letters.models import Letter
from levelground.runtime import background, clock, failures
from levelground.runtime.failures import OVER_AFTER, failing_works, forget_failures, note_failure
from levelground.runtime.models import FailingWork

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_clock_stands_still(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.BACKUP_KEYS = tmp_path / "backups"
    settings.OPERATOR_EMAIL = "operator@example.org"
    with clock.held(NOW):
        yield


def fail(times: int, name: str = "forgetting") -> None:
    for _each in range(times):
        note_failure(name=name, where="OSError in _destroy, line 7")


def test_nothing_is_said_while_all_is_well():
    troubles.tell(clock.now())

    assert troubles.troubles() == []
    assert mail.outbox == []


def test_what_fails_again_and_again_is_told(caplog: pytest.LogCaptureFixture):
    fail(17)

    [said] = troubles.troubles()
    assert said.startswith("“forgetting” has failed 17 times since 02 March 12:00 UTC")
    assert "OSError in _destroy" in said
    assert said in [one.msg for one in checks.databases(None, databases=["default"])]
    troubles.tell(clock.now())
    assert said in caplog.text


def test_control_what_works_when_it_is_tried_again_is_not():
    fail(2)

    assert troubles.troubles() == []


def test_it_is_over_when_it_has_not_failed_for_an_hour():
    fail(5)
    with clock.held(NOW + OVER_AFTER):
        assert troubles.troubles() == []
        fail(1)
        assert FailingWork.objects.get().times == 1, "counted anew"
    assert forget_failures(NOW + timedelta(days=3)) == 1


def test_a_work_that_fails_is_noted_with_its_place_and_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
):
    noted = []
    monkeypatch.setattr(background, "_works", {})
    monkeypatch.setattr(background, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(background, "note_failure", lambda **said: noted.append(said))

    async def work() -> None:
        raise ValueError("what Ada wrote")

    async def for_a_while() -> None:
        background.add("the clock", work)
        async with background.going_on():
            await asyncio.sleep(0.2)

    asyncio.run(for_a_while())

    assert noted[0]["name"] == "the clock"
    assert noted[0]["where"].startswith("ValueError in ")
    assert "Ada" not in str(noted)


def test_no_trouble_keeps_the_server_from_starting():
    fail(5)

    assert all(one.level >= ERROR for one in checks.faults())
    assert not any(one.id == "levelground.W001" for one in checks.faults())


def test_the_operator_gets_one_email_a_day_at_most():
    for hours in (0, 1, 23, 24, 25):
        with clock.held(NOW + timedelta(hours=hours)):
            fail(5)
            troubles.tell(clock.now())

    assert [one.to for one in mail.outbox] == [["operator@example.org"]] * 2
    assert "“forgetting” has failed 5 times" in str(mail.outbox[0].body)
    assert mail.outbox[0].subject == "Level Ground needs you to look at something"
    assert Letter.objects.filter(kind="operator", wrapped=b"", body=b"").count() == 2


def test_without_an_address_nobody_is_written_to(settings: Settings):
    settings.OPERATOR_EMAIL = ""
    fail(5)

    troubles.tell(clock.now())

    assert mail.outbox == []


def test_letters_that_do_not_get_away_are_told():
    sealed = {"wrapped_with": "", "wrapped": b"", "body": b"x"}
    Letter.objects.create(kind="t", made_at=NOW - timedelta(hours=25), due_at=NOW, **sealed)
    Letter.objects.create(kind="t", made_at=NOW, due_at=NOW, **sealed)
    Letter.objects.create(kind="t", made_at=NOW, due_at=NOW, given_up_at=NOW, **sealed)

    assert [said[:26] for said in troubles.troubles()] == [
        "1 emails have waited for m",
        "1 emails were given up in ",
    ]


def test_rows_that_do_not_open_are_told():
    sealed = {"wrapped_with": "0123456789abcdef", "wrapped": b"x", "body": b"x"}
    Letter.objects.create(kind="t", made_at=NOW, due_at=NOW, **sealed)

    [said] = troubles.troubles()
    assert "1 rows of the database are sealed with the key 0123456789abcdef" in said
    assert "nothing is deleted" in said


def test_only_what_has_failed_several_times_counts():
    fail(failures.TOLD_FROM - 1)
    assert not failing_works(NOW).exists()
    fail(1)
    assert failing_works(NOW).exists()
