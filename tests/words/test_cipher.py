"""What is sealed opens in its place only, with its key only; keys are wrapped, changed, destroyed."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection

from levelground.groups.queries.groups import member_of
from levelground.runtime import clock
from levelground.sealing import envelope, sealed_row
from levelground.sealing.envelope import Unopenable
from levelground.sealing.sealed_row import rewrap
from levelground.words import store
from levelground.words.actions.words import (
    park_thought,
    rotate_group_key,
    shred_group,
    shred_person,
)
from levelground.words.models import DataKey, Words
from levelground.words.queries import parked_thought, prove_membership, prove_self, read
from levelground.words.store import open_up
from tests.make import Cast, leave, make_cast, make_words

pytestmark = pytest.mark.django_db
TEXT = "Zaunkönig-4711"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def words(cast: Cast) -> Words:
    return Words.objects.get(pk=make_words(by=cast.ada, group=cast.group, text=TEXT))


@pytest.fixture
def other(cast: Cast) -> Words:
    return Words.objects.get(pk=make_words(by=cast.hana, group=cast.other_group, text="other"))


@pytest.fixture
def key_file(tmp_path: Path) -> Iterator[Path]:
    """A key file of this test's own."""
    before, path = django_settings.LEVELGROUND_KEY_FILE, tmp_path / "kek"
    django_settings.LEVELGROUND_KEY_FILE = path
    put_keys(path, new_kek())
    yield path
    django_settings.LEVELGROUND_KEY_FILE = before
    envelope.forget_keys()


def new_kek() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def put_keys(path: Path, *keys: str) -> None:
    path.write_text("\n".join(keys) + "\n")
    path.chmod(0o600)
    at = path.stat().st_mtime_ns + secrets.randbelow(10**9) + 1  # a clock may be too coarse
    os.utime(path, ns=(at, at))
    envelope.forget_keys()


# Words


def test_what_is_sealed_opens(words: Words):
    assert open_up(words) == TEXT
    assert TEXT.encode() not in bytes(words.body)


def test_every_sealing_is_another(words: Words):
    seen = set()
    for _ in range(200):
        store.seal(words, TEXT)
        seen.add(bytes(words.body)[:12])

    assert len(seen) == 200
    assert len(bytes(words.body)) == 12 + len(TEXT.encode()) + 16


@pytest.mark.parametrize("place", range(3))
def test_one_changed_bit_is_noticed(words: Words, place: int):
    body = bytearray(words.body)
    body[(0, 14, -1)[place]] ^= 1
    words.body = bytes(body)

    with pytest.raises(Unopenable):
        open_up(words)


@pytest.mark.parametrize("body", [b"", b"x" * 11, b"x" * 12, b"x" * 27])
def test_what_is_too_short_is_refused(words: Words, body: bytes):
    words.body = body

    with pytest.raises(Unopenable):
        open_up(words)


MOVES: dict[str, Callable[[Words, Words], None]] = {
    "to another row": lambda words, other: setattr(words, "pk", uuid4()),
    "to another group": lambda words, other: setattr(words, "key", other.key),
    "to another version": lambda words, other: setattr(words.key, "version", 2),
    "the other's body": lambda words, other: setattr(words, "body", other.body),
    "a key of another group": lambda words, other: setattr(words.key, "group_id", other.group_id),
    "the other's secret": lambda words, other: setattr(words.key, "wrapped", other.key.wrapped),
}


@pytest.mark.parametrize("move", MOVES)
def test_what_is_moved_does_not_open(words: Words, other: Words, move: str):
    MOVES[move](words, other)

    with pytest.raises(Unopenable):
        open_up(words)


@pytest.mark.parametrize("move", ["to another row"])
def test_control_without_its_place_it_would_open(
    words: Words, other: Words, move: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(store, "_binding", lambda words: b"")
    store.seal(words, TEXT)

    MOVES[move](words, other)

    assert open_up(words) == TEXT


def test_a_failure_says_nothing(words: Words):
    words.body = bytes(words.body)[:-1] + b"x"

    with pytest.raises(Unopenable) as failure:
        open_up(words)

    assert str(failure.value) == "This does not open here."
    assert failure.value.__cause__ is None


def test_nothing_that_prints_a_word_prints_what_it_says(words: Words, cast: Cast):
    (spoken,) = read(prove_membership(cast.ada, cast.group))
    printed = [
        f(thing)
        for f in (str, repr)
        for thing in (words, words.key, spoken, prove_membership(cast.ada, cast.group), [spoken])
    ]

    assert spoken.text == TEXT
    assert not [text for text in printed if TEXT in text]


# Keys


def test_no_key_is_in_the_database(words: Words):
    kek = base64.b64decode(django_settings.LEVELGROUND_KEY_FILE.read_text().split()[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM words_datakey")
        (row,) = cursor.fetchall()
    kept = b"".join(bytes(value) for value in row if isinstance(value, bytes | memoryview))

    assert kek not in kept
    assert sealed_row._key(words.key) not in kept


def test_when_somebody_leaves_the_group_writes_with_a_new_key(cast: Cast):
    before = Words.objects.get(pk=make_words(by=cast.ada, group=cast.group)).key
    member = member_of(cast.ben, cast.group)
    assert member

    leave(member)
    after = Words.objects.get(pk=make_words(by=cast.ada, group=cast.group)).key

    assert after.version == before.version + 1
    assert sealed_row._key(after) != sealed_row._key(before)
    assert len(read(prove_membership(cast.ada, cast.group))) == 2, "what was written still opens"
    with clock.held(clock.now() + timedelta(minutes=1)):
        third = Words.objects.get(pk=make_words(by=cast.ada, group=cast.group)).key
    assert third == after, "once is enough"


def test_a_key_can_be_changed_on_suspicion(cast: Cast):
    before = Words.objects.get(pk=make_words(by=cast.ada, group=cast.group)).key

    rotate_group_key(cast.group)

    after = Words.objects.get(pk=make_words(by=cast.ada, group=cast.group)).key
    assert after.version == before.version + 1


def test_what_is_edited_gets_the_newest_key(cast: Cast, words: Words):
    rotate_group_key(cast.group)
    make_again = Words.objects.get(pk=words.pk)

    from tests.words.test_door import again  # noqa: PLC0415

    again(cast, make_again.pk, by=cast.ada, text="new")

    assert Words.objects.get(pk=words.pk).key.version == 2


def test_shredded_words_open_from_no_copy(cast: Cast, words: Words, other: Words):
    backup = Words.objects.select_related("key").get(pk=words.pk)
    assert open_up(backup) == TEXT

    shred_group(cast.group)

    assert not Words.objects.filter(group=cast.group).exists()
    assert not DataKey.objects.filter(group=cast.group).exists()
    assert open_up(Words.objects.get(pk=other.pk)) == "other"
    new = Words.objects.get(pk=make_words(by=cast.ada, group=cast.group))
    backup.key = new.key  # the copy of the words comes back, its key does not
    with pytest.raises(Unopenable):
        open_up(backup)


def test_shredding_a_person_leaves_the_groups_words(cast: Cast, words: Words):
    park_thought(proof=prove_self(cast.ada), place="session-1", text="mine")

    shred_person(cast.ada)

    assert parked_thought(prove_self(cast.ada), place="session-1") == ""
    assert open_up(Words.objects.get(pk=words.pk)) == TEXT


def test_a_process_does_not_remember_shredded_keys(cast: Cast, words: Words):
    open_up(words)
    assert envelope._unwrapped.cache_info().currsize

    shred_group(cast.group)

    assert not envelope._unwrapped.cache_info().currsize


# The key-encryption key


def test_the_key_of_keys_can_be_changed(cast: Cast, key_file: Path):
    old = key_file.read_text().strip()
    make_words(by=cast.ada, group=cast.group, text=TEXT)
    park_thought(proof=prove_self(cast.ada), place="session-1", text="mine")
    new = new_kek()
    body = bytes(Words.objects.get(group=cast.group).body)

    put_keys(key_file, new, old)
    assert read(prove_membership(cast.ben, cast.group))[0].text == TEXT
    assert rewrap() == 2
    assert rewrap() == 0
    put_keys(key_file, new)

    assert read(prove_membership(cast.ben, cast.group))[0].text == TEXT
    assert parked_thought(prove_self(cast.ada), place="session-1") == "mine"
    assert bytes(Words.objects.get(group=cast.group).body) == body, "only keys were wrapped anew"


def test_without_the_key_of_keys_nothing_opens(cast: Cast, key_file: Path):
    make_words(by=cast.ada, group=cast.group, text=TEXT)

    put_keys(key_file, new_kek())

    with pytest.raises(Unopenable, match="not in the key file"):
        read(prove_membership(cast.ada, cast.group))


@pytest.mark.parametrize("content", ["", "short", base64.b64encode(b"x" * 31).decode()])
def test_a_broken_key_file_seals_nothing(cast: Cast, key_file: Path, content: str):
    put_keys(key_file, content)

    with pytest.raises((Unopenable, ValueError)):
        make_words(by=cast.ada, group=cast.group, text=TEXT)
    assert not Words.objects.exists()
