"""A key file of another database: refused at start-up, never sealed with, and nothing is lost."""

from __future__ import annotations

import base64
import io
import os
import secrets
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client
from pytest_django import Settings

from levelground.config import checks
from levelground.formation.models import ProposedGroup, Roster
from levelground.groups.models import Group
from levelground.letters.actions.letters import deliver, post
from levelground.letters.models import Letter
from levelground.programmes.models import Import, Invitee, Profile
from levelground.runtime import clock
from levelground.sealing import envelope, rows
from levelground.sealing.envelope import Unopenable, WrongKeyFile
from levelground.words.actions.words import park_thought
from levelground.words.models import DataKey, Words
from levelground.words.queries import parked_thought, prove_membership, prove_self, read
from tests.letters.at_once import letters_wait
from tests.make import make_group, make_person, make_words, signed_in

pytestmark = pytest.mark.django_db


def new_line() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


class KeyFile:
    """The key file of a test: what it holds can be exchanged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hold(new_line())

    def hold(self, *lines: str) -> None:
        self.path.write_text("\n".join(lines) + "\n")
        self.path.chmod(0o600)
        envelope.forget_keys()

    @property
    def lines(self) -> list[str]:
        return self.path.read_text().split()


@pytest.fixture
def key_file(settings: Settings, tmp_path: Path) -> KeyFile:
    settings.LEVELGROUND_KEY_FILE = tmp_path / "kek"
    return KeyFile(settings.LEVELGROUND_KEY_FILE)


@pytest.fixture
def group(key_file: KeyFile) -> Group:
    """Ada's group, for which she has written under the right key."""
    group = make_group()
    make_words(by=group.people.all()[0], group=group, text="kept")
    return group


def texts(group: Group) -> list[str]:
    return [words.text for words in read(prove_membership(group.people.all()[0], group))]


def say(group: Group, text: str) -> None:
    make_words(by=group.people.all()[0], group=group, text=text)


def ids(found: list[Any]) -> list[str]:
    return [one.id for one in found]


def post_one() -> Letter:
    context = {"address": "x", "troubles": []}
    with letters_wait():
        return post(
            to="a@example.org", template="letters/mail/operator.txt", context=context, kind="t"
        )


# At start-up


def test_the_key_file_of_another_database_is_refused_with_what_to_do(
    group: Group, key_file: KeyFile
):
    right = key_file.lines
    assert checks.faults() == []
    key_file.hold(new_line())

    [fault] = checks.faults()

    assert fault.id == "levelground.E005"
    assert "1 of its rows" in fault.msg
    assert envelope.key_name(base64.b64decode(right[0])) in fault.msg
    assert "Put back the copy of the key file" in str(fault.hint)
    with pytest.raises(SystemCheckError, match="not the one of this database"):
        call_command("work")
    key_file.hold(*right)
    assert checks.faults() == []


def test_any_key_file_fits_an_empty_database(key_file: KeyFile):
    assert checks.faults() == []
    key_file.hold(new_line())
    assert checks.faults() == []


def test_an_older_line_that_rows_still_need_may_not_be_missing(group: Group, key_file: KeyFile):
    old, new = key_file.lines[0], new_line()
    key_file.hold(new, old)
    assert checks.faults() == [], "a key was put on top, and not all is wrapped with it yet"
    key_file.hold(new)
    assert ids(checks.faults()) == ["levelground.E005"]

    key_file.hold(new, old)
    call_command("rewrap", stdout=io.StringIO())
    key_file.hold(new)

    assert checks.faults() == []
    assert texts(group) == ["kept"]


def test_every_kind_of_sealed_row_is_looked_at():
    assert set(rows.sealed_models()) == {
        DataKey,
        Letter,
        Profile,
        Invitee,
        Import,
        Roster,
        ProposedGroup,
    }


def test_what_is_sent_and_forgotten_needs_no_key(key_file: KeyFile):
    letter = post_one()
    deliver(letter)
    assert bytes(Letter.objects.get(pk=letter.pk).wrapped) == b"", "it has been sent"
    key_file.hold(new_line())

    assert checks.faults() == []


# While it runs


def test_nothing_new_is_sealed_with_it(group: Group, key_file: KeyFile):
    person = make_person("Zoe")
    right = key_file.lines
    key_file.hold(new_line())

    with pytest.raises(WrongKeyFile):
        park_thought(proof=prove_self(person), place="x", text="a first thought")
    with pytest.raises(WrongKeyFile):
        post_one()
    with pytest.raises(Unopenable):
        say(group, "more")

    assert not DataKey.objects.filter(person=person).exists()
    assert Letter.objects.count() == 0
    key_file.hold(*right)
    assert texts(group) == ["kept"]
    say(group, "more")


def test_two_servers_with_keys_of_their_own_do_not_share_an_empty_database(key_file: KeyFile):
    """The second asks again until there is a row, so its first seal comes too late."""
    person = make_person("Zoe")
    mine, theirs = key_file.lines, new_line()
    envelope.new_key(b"not saved")
    key_file.hold(theirs)
    park_thought(proof=prove_self(person), place="x", text="theirs")
    key_file.path.write_text(mine[0] + "\n")
    os.utime(key_file.path, (1, 1))

    with pytest.raises(WrongKeyFile):
        park_thought(proof=prove_self(make_person("Yu")), place="x", text="mine")


@pytest.mark.parametrize("broken", ["", "not a key", "gone"])
def test_what_does_not_open_is_there_when_the_key_is_back(
    group: Group, key_file: KeyFile, broken: str
):
    right = key_file.lines
    letter = post_one()
    before = list(Words.objects.values_list("body")), list(DataKey.objects.values_list("wrapped"))
    key_file.hold(broken)
    if broken == "gone":
        key_file.path.unlink()

    for _try in range(25):
        deliver(letter)
    with pytest.raises(Unopenable):
        texts(group)

    letter.refresh_from_db()
    assert (letter.given_up_at, letter.sent_at, letter.tries) == (None, None, 0)
    assert bytes(letter.body)
    key_file.hold(*right)
    after = list(Words.objects.values_list("body")), list(DataKey.objects.values_list("wrapped"))
    assert [[bytes(one) for (one,) in many] for many in after] == [
        [bytes(one) for (one,) in many] for many in before
    ]
    deliver(letter)
    letter.refresh_from_db()
    assert letter.sent_at
    assert texts(group) == ["kept"]


def test_a_page_that_does_not_open_says_so(group: Group, key_file: KeyFile):
    person = group.people.all()[0]
    park_thought(proof=prove_self(person), place="x", text="a thought")
    page = signed_in(person)
    assert page.get("/mine/").status_code == 200
    key_file.hold(new_line())

    response = page.get("/mine/")

    assert response.status_code == 503
    assert "Nothing has been deleted" in response.content.decode()
    assert Client().get("/sign-in/").status_code == 200


# Lost for ever


def test_a_key_that_is_given_up_lets_the_house_go_on(group: Group, key_file: KeyFile):
    person = group.people.all()[0]
    park_thought(proof=prove_self(person), place="x", text="old")
    [right] = key_file.lines
    lost = f"lost {envelope.key_name(base64.b64decode(right))}"
    key_file.hold(new := new_line(), lost)

    assert checks.faults() == []
    assert texts(group) == []
    say(group, "since")
    park_thought(proof=prove_self(person), place="y", text="since")
    assert texts(group) == ["since"]
    assert parked_thought(prove_self(person), place="y") == "since"
    assert parked_thought(prove_self(person), place="x") == ""
    call_command("rewrap", stdout=io.StringIO())

    key_file.hold(new, right)
    assert sorted(texts(group)) == ["kept", "since"], "it was found again"


def test_a_letter_under_a_lost_key_is_given_up(key_file: KeyFile):
    letter = post_one()
    name = envelope.key_name(base64.b64decode(key_file.lines[0]))
    key_file.hold(new_line(), f"lost {name}")

    deliver(letter)

    letter.refresh_from_db()
    assert letter.given_up_at


# make_keys


def test_no_new_key_is_made_for_a_database_that_has_one(
    group: Group, key_file: KeyFile, settings: Settings, tmp_path: Path
):
    settings.SECRET_KEY_PATH = tmp_path / "secret_key"
    key_file.path.unlink()

    with pytest.raises(CommandError, match="Put the copy of the key file back"):
        call_command("make_keys")

    assert not key_file.path.exists()
    assert not settings.SECRET_KEY_PATH.exists()


def test_control_an_empty_database_gets_its_key(
    key_file: KeyFile, settings: Settings, tmp_path: Path
):
    settings.SECRET_KEY_PATH = tmp_path / "secret_key"
    key_file.path.unlink()

    call_command("make_keys", stdout=io.StringIO())

    assert len(key_file.lines) == 1
    assert stat.S_IMODE(key_file.path.stat().st_mode) == 0o600


# Whose files they are


def test_a_folder_of_keys_that_is_open_to_others_is_refused(
    key_file: KeyFile, settings: Settings, tmp_path: Path
):
    settings.SECRET_KEY_PATH = tmp_path / "keys" / "secret_key"
    settings.SECRET_KEY_PATH.parent.mkdir(mode=0o700)
    assert checks.keys(None) == []
    settings.SECRET_KEY_PATH.parent.chmod(0o750)

    [fault] = checks.keys(None)

    assert fault.id == "levelground.E004"
    assert "chmod 700" in str(fault.hint)


def files_open_to_others(database: Path) -> list[str]:
    here = database.parent.glob(f"{database.name}*")
    return sorted(path.name for path in here if path.stat().st_mode & 0o077)


def test_the_database_and_its_log_are_their_owners_alone(on_disk: Path):
    before = os.umask(0)
    try:
        connection.close()
        for path in on_disk.parent.glob(f"{on_disk.name}*"):
            path.chmod(0o666)
        make_person("Ada")
        assert len(list(on_disk.parent.glob(f"{on_disk.name}*"))) == 3
        assert files_open_to_others(on_disk) == []

        connection.close()
        connection.settings_dict["NAME"] = str(fresh := on_disk.with_name("fresh.sqlite3"))
        connection.ensure_connection()
        assert files_open_to_others(fresh) == []
    finally:
        os.umask(before)


def test_what_belongs_to_somebody_else_is_refused(on_disk: Path, monkeypatch: pytest.MonkeyPatch):
    connection.close()
    on_disk.chmod(0o644)
    monkeypatch.setattr("levelground.config.sqlite.base.make_private", lambda _path: None)

    assert "levelground.E019" in ids(checks.databases(None, databases=["default"]))


def test_what_is_written_for_later_is_kept_by_its_own_clock(group: Group, key_file: KeyFile):
    """Words whose time is over go, whatever key there is: that was promised."""
    key_file.hold(new_line())
    Words.objects.update(expires_at=clock.now())
    call_command("erase_expired_words", stdout=io.StringIO())
    assert not Words.objects.exists()
