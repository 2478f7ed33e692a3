"""At which places the security log is written: ways in, refusals, keys, commands."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command, get_commands, load_command_class
from django.test import Client

from levelground.accounts.actions.people import give_address
from levelground.accounts.http.limits import PASSKEYS
from levelground.audit.models import Entry, Pseudonym
from levelground.config.key_use import _note
from levelground.core.audit import EntryKind
from levelground.credentials.actions import (
    make_recovery_codes,
    reset_credentials,
    use_recovery_code,
)
from levelground.mine.actions.closing import close_account
from levelground.words.queries import prove_membership
from tests.make import Cast, make_cast, make_person, make_words, signed_in

pytestmark = pytest.mark.django_db
SILENT = {
    "build_demo_world": "makes a world that is no installation",
    "discard_older_world": "takes away the world that is no installation",
    "compilemessages": "writes files of a checkout",
    "makemessages": "writes files of a checkout",
    "make_keys": "runs before there are tables",
    "restore_backup": "the database may be what is missing; upkeep notices the older log",
    "verify_log": "reads, and says nothing of anybody",
    "work": "is a server; it says that it uses the key file",
}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def acts(kind: EntryKind) -> list[str]:
    return list(Entry.objects.filter(kind=kind).order_by("pk").values_list("act", flat=True))


def code_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"\b\d{6}\b", str(letter.body))
    assert found
    return found[0]


def test_a_sign_in_and_a_wrong_code_are_written_down():
    person = make_person("Kate")
    browser = Client()
    browser.post("/sign-in/", {"email": person.email})
    right = code_in(mail.outbox[-1])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    browser.post("/sign-in/code/", {"code": wrong})
    browser.post("/sign-in/code/", {"code": right})

    name = Pseudonym.objects.get(person=person).name
    assert [(e.kind, e.act, e.subject or e.actor) for e in Entry.objects.order_by("pk")] == [
        (EntryKind.REFUSED, "code", name),
        (EntryKind.SIGNED_IN, "code", name),
    ]


def test_a_wrong_code_for_nobody_is_written_down_as_nobodys():
    browser = Client()
    browser.post("/sign-in/", {"email": "nobody@example.org"})
    browser.post("/sign-in/code/", {"code": "000000"})

    [entry] = Entry.objects.filter(kind=EntryKind.REFUSED)
    assert entry.actor == "" == entry.about


def test_a_new_address_a_closed_account_and_a_sign_out_are_written_down(cast: Cast):
    give_address(person=cast.ada, email="ada@new.example.org")
    signed_in(cast.ben).post("/sign-out/everywhere/")
    close_account(person=cast.dana)

    assert acts(EntryKind.ADDRESS_CHANGED) == [""]
    assert acts(EntryKind.SIGNED_OUT) == ["everywhere"]
    assert acts(EntryKind.ACCOUNT_CLOSED) == [""]


def test_recovery_codes_and_the_operators_reset_are_written_down(cast: Cast):
    code = make_recovery_codes(person=cast.fay)[0]
    assert use_recovery_code(person=cast.fay, code=code)
    assert not use_recovery_code(person=cast.fay, code=code)
    reset_credentials(person=cast.fay)

    assert acts(EntryKind.SIGN_IN_CHANGED) == ["recovery codes made", "recovery code used"]
    assert acts(EntryKind.REFUSED) == ["recovery code"]
    assert acts(EntryKind.OPERATED) == ["reset_passkeys"]


def test_keys_are_written_down_when_they_are_made_and_when_a_server_begins_to_use_them(cast: Cast):
    make_words(by=cast.ada, group=cast.group)
    prove_membership(cast.ada, cast.group)
    _note()

    assert acts(EntryKind.KEY_USED) == ["made", "server started"]


def ours() -> list[str]:
    return sorted(name for name, app in get_commands().items() if app.startswith("levelground."))


def source_of(name: str) -> str:
    command = load_command_class(get_commands()[name], name)
    module = __import__(type(command).__module__, fromlist=["x"])
    return Path(str(module.__file__)).read_text()


@pytest.mark.parametrize("name", [name for name in ours() if name not in SILENT])
def test_each_command_of_the_operator_writes_an_entry(name: str):
    source = source_of(name)

    assert "record_operator(" in source or "reset_credentials(" in source


def test_control_those_that_write_none_are_known():
    assert {name for name in ours() if "record_operator(" not in source_of(name)} == {
        *SILENT,
        "reset_passkeys",  # by its action, tried above
    }


def test_wrapping_keys_anew_is_written_down():
    call_command("rewrap", stdout=io.StringIO())

    assert acts(EntryKind.OPERATED) == ["rewrap"]


def test_strangers_cannot_fill_the_log_with_passkeys():
    browser = Client()
    for _try in range(5):  # nothing was asked, so nothing is tried
        browser.post("/sign-in/passkey/", {"credential": "{}"})
    assert acts(EntryKind.REFUSED) == []

    answers = []
    for _try in range(PASSKEYS.at_once + 5):
        answers.append(browser.post("/sign-in/passkey/options/").status_code)
        browser.post("/sign-in/passkey/", {"credential": "{}"})

    assert answers.count(429) == 5
    assert acts(EntryKind.REFUSED) == ["passkey"] * PASSKEYS.at_once
