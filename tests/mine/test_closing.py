"""Goal P3: what is erased is gone, from every byte of the database's files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from levelground.accounts.models import Person
from levelground.formation.actions.rounds import begin_round
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members
from levelground.mine.actions.closing import close_account, shrink_log
from levelground.reports.models import Attendance
from levelground.runtime import clock
from levelground.sealing import envelope
from levelground.sealing.envelope import Unopenable
from levelground.sessions.models import Session
from levelground.words import store
from levelground.words.actions.words import park_thought
from levelground.words.models import DataKey, Words
from levelground.words.queries import prove_self
from tests.make import make_cast, make_invitation, make_person, make_words, signed_in
from tests.reports.making import make_certificate_of, make_held
from tests.room import make_room

pytestmark = [pytest.mark.django_db]
NAME, EMAIL, PRINTED = "Zwqkanary", "zwq.canary@example.org", "Dr Zwq Printed"
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        yield


def close(client: Client, email: str) -> Any:
    return client.post("/mine/closing/", {"email": email})


def test_closing_takes_their_own_address_typed_by_hand():
    cast = make_cast()
    ada = signed_in(cast.ada)

    assertContains(close(ada, "ben@example.org"), "not the address", status_code=422)
    assert Person.objects.filter(pk=cast.ada.pk).exists()
    assertRedirects(close(ada, "ADA@example.org"), "/mine/closed/")
    assert not Person.objects.filter(pk=cast.ada.pk).exists()


def test_every_device_is_signed_out():
    cast = make_cast()
    phone, laptop = signed_in(cast.ada), signed_in(cast.ada)

    close(phone, cast.ada.email)

    for device in (phone, laptop):
        assert device.get("/account/").status_code == 302


def test_the_group_goes_on_with_nobody_in_their_place():
    room = make_room().open().until("")
    ada, ben = room.people["Ada"], room.people["Ben"]
    close_account(person=ada)

    page = signed_in(ben).get(room.url())

    assert page.status_code == 200
    assert [member.person.name for member in current_members(group=room.group)] == ["Ben", "Cai"]
    assert Member.objects.filter(group=room.group).count() == 3
    assert Session.objects.get().version == room.session.version


def test_two_groups_cannot_tell_that_it_was_the_same_person():
    cast = make_cast()
    Member.objects.create(group=cast.other_group, person=cast.ada, joined_at=clock.now())
    close_account(person=cast.ada)

    nobodies = Person.objects.filter(email__endswith="@gone.invalid")
    assert nobodies.count() == 2
    assert not any(nobody.is_active or nobody.is_staff for nobody in nobodies)


def test_who_answers_for_others_is_told_what_for_and_nothing_changes():
    fay = make_person("Fay", is_staff=True)
    begin_round(by=fay, name="Spring")

    response = close(signed_in(fay), fay.email)

    assertContains(response, "You answer for this here: Spring", status_code=422)
    assert Person.objects.filter(pk=fay.pk).exists()


def test_what_was_asked_of_their_address_goes_too():
    cast = make_cast()
    make_invitation(group=cast.group, by=cast.ada, email=cast.dana.email)

    close_account(person=cast.dana)

    assert cast.group.invitations.count() == 0


def test_what_others_wrote_stays():
    cast = make_cast()
    make_words(by=cast.ben, group=cast.group, text="of Ben")
    make_words(by=cast.ada, group=cast.group, text="of Ada")

    close_account(person=cast.ada)

    assert [words.writer for words in Words.objects.all()] == [cast.ben]


# Bytes


def make_marked() -> Person:
    """Somebody whose marks are everywhere: name, address, certificate, invitation, sign-in."""
    cast = make_cast()
    person = make_person(NAME, email=EMAIL)
    Member.objects.create(group=cast.group, person=person, joined_at=clock.now())
    make_words(by=person, group=cast.group, text="zwq said")
    park_thought(proof=prove_self(person), place="x", text="zwq thought")
    make_certificate_of(person, name=PRINTED)
    make_held(cast.group)
    make_invitation(group=cast.other_group, by=cast.hana, email=EMAIL)
    signed_in(person)
    Client().post("/sign-in/", {"email": EMAIL})
    return person


def marks_in(file: Path) -> set[str]:
    """Which marks stand in the database's files: log of changes and free pages included."""
    raw = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    return {mark for mark in (NAME, EMAIL, PRINTED) if mark.encode() in raw}


@only_sqlite
def test_nothing_of_them_is_in_any_byte_of_the_files(on_disk: Path):
    person = make_marked()
    assert marks_in(on_disk) == {NAME, EMAIL, PRINTED}

    close_account(person=person)

    assert marks_in(on_disk) == set()


@only_sqlite
def test_control_deleting_without_overwriting_is_noticed(on_disk: Path):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    person = make_marked()

    close_account(person=person)

    assert marks_in(on_disk)


@only_sqlite
def test_control_what_stays_in_the_log_of_changes_is_noticed(
    on_disk: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.mine.actions.closing.shrink_log", lambda: None)
    person = make_marked()

    close_account(person=person)

    assert marks_in(on_disk)
    shrink_log()
    assert marks_in(on_disk) == set()


def test_nothing_of_them_is_in_the_cache():
    cache.clear()
    person = make_marked()

    close_account(person=person)

    assert EMAIL not in str(getattr(cache, "_cache", ""))


# Backups


@only_sqlite
def test_what_a_backup_opens_after_the_key_file_has_moved_on(on_disk: Path, tmp_path: Path):
    """Of a copy that was not made by `back_up`: words open with the old key file, and not without."""
    make_marked()
    backup = tmp_path / "copy" / "backup.sqlite3"
    backup.parent.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(backup)])
    close_account(person=Person.objects.get(email=EMAIL))
    old = Path(django_settings.LEVELGROUND_KEY_FILE)
    new = tmp_path / "kek"

    assert opened_in(backup, old) > 0  # while both are kept, shredding does not reach a copy

    shutil.copy(old, new)
    new.write_text("A" * 43 + "=\n")  # the old line is destroyed, as OPERATIONS says to do
    assert opened_in(backup, new) == 0


def opened_in(backup: Path, key_file: Path) -> int:
    """How many words of a restored copy open with a key file."""
    usual, usual_file = connections["default"], django_settings.LEVELGROUND_KEY_FILE
    restored = connections.create_connection("default")
    restored.settings_dict = {**usual.settings_dict, "NAME": str(backup)}
    connections["default"], django_settings.LEVELGROUND_KEY_FILE = restored, key_file
    envelope.forget_keys()
    try:
        return sum(_opens(words) for words in Words.objects.select_related("key"))
    finally:
        restored.close()
        connections["default"], django_settings.LEVELGROUND_KEY_FILE = usual, usual_file
        envelope.forget_keys()


def _opens(words: Words) -> bool:
    try:
        store.open_up(words)
    except Unopenable:
        return False
    return True


def test_the_keys_of_their_own_words_are_destroyed():
    cast = make_cast()
    park_thought(proof=prove_self(cast.ada), place="x", text="a thought")

    close_account(person=cast.ada)

    assert not DataKey.objects.filter(group=None).exists()
    assert Group.objects.count() == 2
    assert not Attendance.objects.exists()
    call_command("check")
