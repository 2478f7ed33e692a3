"""What gets into the security log, in which transaction, and how it becomes a chain."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from levelground.audit import actions
from levelground.audit.actions import drop_old_chains, link, record, record_opening
from levelground.audit.management.commands.verify_log import _month_and_head
from levelground.audit.models import Chain, Entry, Pseudonym
from levelground.audit.tasks import keep_up
from levelground.core.audit import EntryKind
from levelground.mine.actions.closing import close_account
from levelground.runtime import clock
from levelground.words.queries import prove_membership, read
from tests.make import Cast, make_cast, make_words

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def of_kind(kind: EntryKind) -> list[Entry]:
    return list(Entry.objects.filter(kind=kind))


def test_an_entry_goes_back_with_what_it_tells(cast: Cast):
    with transaction.atomic():
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
        transaction.set_rollback(True)

    assert of_kind(EntryKind.SIGNED_IN) == []


def test_entries_get_their_places_once_they_are_committed(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
        record(EntryKind.REFUSED, concerning=cast.ada.pk)

    ours = Entry.objects.filter(kind__in=[EntryKind.SIGNED_IN, EntryKind.REFUSED]).order_by(
        "number"
    )
    assert [entry.number for entry in ours] == [1, 2]
    assert all(len(entry.digest) == 64 for entry in ours)


def test_a_month_has_a_chain_that_follows_the_one_before(cast: Cast):
    with clock.held(NOVEMBER):
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
        link()
    with clock.held(NOVEMBER + timedelta(hours=1)):
        record(EntryKind.SIGNED_IN, by=cast.ben.pk)
        link()

    november, december = Chain.objects.filter(month__gte="2026-11-01").order_by("month")[:2]
    assert (str(november), str(december)) == ("2026-11", "2026-12")
    assert december.begins_with == november.last_digest
    assert december.last_number == 1


def test_a_month_goes_as_a_whole_a_year_after_it_ended(cast: Cast):
    with clock.held(NOVEMBER):
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
        link()
    ended = datetime(2026, 12, 1, tzinfo=UTC)

    assert drop_old_chains(ended + timedelta(days=365)) == 0
    assert drop_old_chains(ended + timedelta(days=365, seconds=1)) > 1
    assert not Entry.objects.filter(at=NOVEMBER).exists()


def test_who_opens_a_groups_words_is_written_once_an_hour_and_not_what(cast: Cast):
    make_words(by=cast.ben, group=cast.group, text="what Ben wrote")

    for minutes in (1, 20, 61):
        with clock.held(NOVEMBER.replace(hour=9, minute=0) + timedelta(minutes=minutes)):
            assert read(prove_membership(cast.ada, cast.group), places_under="session-")

    found = of_kind(EntryKind.WORDS_OPENED)
    assert [entry.at.hour for entry in found] == [9, 10]
    assert {entry.about for entry in found} == {f"group {cast.group.pk}"}
    assert {entry.actor for entry in found} == {Pseudonym.objects.get(person=cast.ada).name}


def test_where_nothing_was_opened_nothing_is_written(cast: Cast):
    assert read(prove_membership(cast.ada, cast.group), places_under="session-") == ()
    assert of_kind(EntryKind.WORDS_OPENED) == []


def test_another_process_does_not_write_the_same_opening_again(cast: Cast):
    for _process in range(2):
        record_opening(person=cast.ada.pk, group=cast.group.pk)
        actions._openings.forget()

    assert len(of_kind(EntryKind.WORDS_OPENED)) == 1


def test_words_are_shown_though_the_log_cannot_be_written(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    make_words(by=cast.ben, group=cast.group, text="what Ben wrote")

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(Entry.objects, "bulk_create", full)

    assert read(prove_membership(cast.ada, cast.group), places_under="session-")
    assert f"words of group {cast.group.pk}" in caplog.text
    assert "what Ben wrote" not in caplog.text


def test_somebody_who_is_gone_is_nobody_in_the_log(cast: Cast):
    record(EntryKind.SIGNED_IN, by=cast.hana.pk)
    link()
    name = Pseudonym.objects.get(person=cast.hana).name

    close_account(person=cast.hana)

    assert not Pseudonym.objects.filter(name=name).exists()
    assert Entry.objects.filter(actor=name, kind=EntryKind.ACCOUNT_CLOSED).exists()
    call_command("verify_log")


def test_no_entry_holds_a_name_an_address_or_words(cast: Cast):
    make_words(by=cast.ben, group=cast.group, text="what Ben wrote")
    read(prove_membership(cast.ada, cast.group), places_under="session-")
    record(EntryKind.SIGNED_IN, by=cast.ada.pk, act="code")
    link()

    kept = " ".join(
        str(value)
        for row in Entry.objects.values_list("act", "actor", "subject", "about")
        for value in row
    )
    for person in (cast.ada, cast.ben):
        assert person.name not in kept
        assert person.email not in kept
    assert "wrote" not in kept


@pytest.mark.parametrize("damage", ["change", "take out", "cut off", "a month"])
def test_verify_log_finds_damage_in_the_table(cast: Cast, damage: str, capsys: Any):
    for _ in range(5):
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
    link()
    call_command("verify_log")
    head = re.search(r"^\S+", capsys.readouterr().out)
    assert head

    rows = Entry.objects.exclude(number=None).order_by("number")
    match damage:
        case "change":
            rows.filter(number=2).update(about="group 99")
        case "take out":
            rows.filter(number=2).delete()
        case "cut off":  # and made good, as far as the database goes
            chain = Chain.objects.get()
            last = rows.get(number=chain.last_number - 1)
            rows.filter(number=chain.last_number).delete()
            Chain.objects.update(last_number=last.number, last_digest=last.digest)
            call_command("verify_log")
        case _:
            Chain.objects.all().delete()

    with pytest.raises(CommandError, match="not as it was written"):
        call_command("verify_log", head=[_month_and_head(head[0])])


def test_the_log_of_the_server_has_the_head(
    cast: Cast, data: Path, caplog: pytest.LogCaptureFixture
):
    record(EntryKind.SIGNED_IN, by=cast.ada.pk)

    with caplog.at_level("INFO"):
        keep_up(clock.now())

    assert Chain.objects.get().head in caplog.text


def test_who_read_anything_of_a_group_is_answered_by_one_command(cast: Cast, capsys: Any):
    """Goal P8."""
    make_words(by=cast.ben, group=cast.group)
    read(prove_membership(cast.ada, cast.group), places_under="session-")
    close = cast.ben
    read(prove_membership(close, cast.group), places_under="session-")

    call_command("show_log", about=f"group {cast.group.pk}", kind="words-opened", days=90)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert {word for line in lines for word in line.split() if "@" in word} == {
        cast.ada.email,
        cast.ben.email,
    }


def test_reading_the_log_is_in_the_log(cast: Cast):
    call_command("show_log", person=cast.ada.email)

    [entry] = of_kind(EntryKind.OPERATED)
    assert entry.act == "show_log"
    assert entry.subject == Pseudonym.objects.get(person=cast.ada).name


# A database that is not the one that was here


def restorations() -> list[Entry]:
    return [entry for entry in of_kind(EntryKind.OPERATED) if entry.act == "restored"]


def test_a_restored_database_is_noticed_and_written_down_once(
    cast: Cast, data: Path, caplog: pytest.LogCaptureFixture
):
    record(EntryKind.SIGNED_IN, by=cast.ada.pk)
    keep_up(clock.now())
    with transaction.atomic():
        record(EntryKind.SIGNED_IN, by=cast.ben.pk)
        keep_up(clock.now())
        transaction.set_rollback(True)  # what came after the backup is not there any more

    keep_up(clock.now())
    keep_up(clock.now())

    month = f"{clock.now():%Y-%m}"
    assert [entry.about for entry in restorations()] == [f"{month}:2"]
    assert "restored, or changed" in caplog.text


def test_control_a_chain_that_goes_on_is_not_taken_for_a_restored_one(cast: Cast, data: Path):
    for _hour in range(3):
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
        keep_up(clock.now())

    assert restorations() == []


def test_a_month_that_was_dropped_is_not_missed(cast: Cast, data: Path):
    with clock.held(NOVEMBER):
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
        keep_up(clock.now())
    with clock.held(NOVEMBER + timedelta(days=400)):
        record(EntryKind.SIGNED_IN, by=cast.ada.pk)
        keep_up(clock.now())
        keep_up(clock.now())

    assert restorations() == []
