"""What whoever runs the place may do with words: erase what is over, wrap keys anew. Never read."""

from __future__ import annotations

import base64
import io
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from levelground.groups.models import Group
from levelground.runtime import clock
from levelground.sealing import envelope
from levelground.words.models import DataKey, Words
from levelground.words.queries import prove_membership, read
from tests.make import make_group, make_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    """Ada's group, for which she has written."""
    group = make_group()
    make_words(by=group.people.all()[0], group=group, text="kept")
    return group


def said_by(command: str) -> str:
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def texts(group: Group) -> list[str]:
    return [words.text for words in read(prove_membership(group.people.all()[0], group))]


def key_file(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n")
    envelope.forget_keys()


def test_only_what_is_over_is_erased(group: Group):
    over = make_words(by=group.people.all()[0], group=group, text="over")
    Words.objects.filter(pk=over).update(expires_at=clock.now() - timedelta(seconds=1))

    assert said_by("erase_expired_words") == "Erased 1 pieces of writing whose time was over.\n"
    assert texts(group) == ["kept"]
    assert said_by("erase_expired_words").startswith("Erased 0 ")


def test_after_wrapping_anew_the_old_line_is_not_needed(
    group: Group, settings: Settings, tmp_path: Path
):
    old = Path(settings.LEVELGROUND_KEY_FILE).read_text().split()[0]
    new = base64.b64encode(secrets.token_bytes(32)).decode()
    settings.LEVELGROUND_KEY_FILE = tmp_path / "kek"
    key_file(settings.LEVELGROUND_KEY_FILE, new, old)

    assert said_by("rewrap").startswith("Wrapped 1 keys ")
    key_file(settings.LEVELGROUND_KEY_FILE, new)

    assert texts(group) == ["kept"]
    assert said_by("rewrap").startswith("Wrapped 0 keys ")


def test_a_missing_line_changes_nothing_and_says_what_to_do(
    group: Group, settings: Settings, tmp_path: Path
):
    before = list(DataKey.objects.values("wrapped", "wrapped_with"))
    settings.LEVELGROUND_KEY_FILE = tmp_path / "kek"
    key_file(settings.LEVELGROUND_KEY_FILE, base64.b64encode(secrets.token_bytes(32)).decode())

    with pytest.raises(CommandError, match="Put the line back"):
        call_command("rewrap")

    assert list(DataKey.objects.values("wrapped", "wrapped_with")) == before
