"""One command wraps the keys of every sealed row anew: no app has to be remembered, and none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import QuerySet

from levelground.accounts.models import Person
from levelground.sealing import envelope, sealed_row
from levelground.sealing.envelope import Unopenable
from levelground.sealing.rows import sealed_models
from tests.letters.at_once import letters_wait
from tests.make import make_person
from tests.mine.rows import make_row
from tests.sealing.test_key_file import KeyFile, key_file, new_line

__all__ = ["key_file"]

pytestmark = pytest.mark.django_db
MARK = b"what somebody wrote"


@pytest.fixture(autouse=True)
def _any_row_will_do() -> Iterator[None]:
    if connection.vendor != "sqlite":
        pytest.skip("rows that make no sense need a database that lets them in")
    with letters_wait(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints=ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints=OFF")


def somebody() -> Person:
    name = f"p{Person.objects.count()}"
    return make_person(name, email=f"{name}@example.org")


def make_sealed(model: type[models.Model]) -> tuple[Any, bytes]:
    """A saved row of this model with a key of its own, and what that key has sealed."""
    row: Any = make_row(model, whose="", person=somebody(), other=somebody())
    for one in sealed_models():  # what it hangs on has no key
        QuerySet(one).exclude(wrapped_with__in=[*envelope._key_file().known]).update(wrapped=b"")
    sealed_row.give_key(row)
    row.save(update_fields=["wrapped", "wrapped_with"])
    row.refresh_from_db()
    return row, sealed_row.seal(row, MARK)


def make_one_of_each() -> list[tuple[Any, bytes]]:
    return [make_sealed(model) for model in sealed_models()]


def still_closed(rows: list[tuple[Any, bytes]]) -> list[str]:
    """Of which model a row does not open."""
    closed = []
    for row, sealed in rows:
        row.refresh_from_db()
        try:
            assert sealed_row.open_sealed(row, sealed) == MARK
        except Unopenable:
            closed.append(row._meta.label)
    return closed


def test_after_it_the_old_key_is_needed_by_nothing(key_file: KeyFile):
    key_file.hold(old := new_line())
    rows = make_one_of_each()

    key_file.hold(new := new_line(), old)
    assert sealed_row.rewrap() >= len(rows)
    assert sealed_row.rewrap() == 0

    key_file.hold(new)
    assert still_closed(rows) == []


def test_control_a_model_that_is_forgotten_is_noticed(
    key_file: KeyFile, monkeypatch: pytest.MonkeyPatch
):
    key_file.hold(old := new_line())
    rows = make_one_of_each()
    forgotten = sealed_models()[-1]
    monkeypatch.setattr(sealed_row, "sealed_models", lambda: sealed_models()[:-1])

    key_file.hold(new := new_line(), old)
    sealed_row.rewrap()

    key_file.hold(new)
    assert still_closed(rows) == [forgotten._meta.label]


def test_where_one_does_not_open_nothing_is_changed(key_file: KeyFile):
    key_file.hold(old := new_line())
    rows = make_one_of_each()
    last, _sealed = rows[-1]
    QuerySet(type(last)).filter(pk=last.pk).update(wrapped=b"x" * 60)

    key_file.hold(new_line(), old)
    with pytest.raises(Unopenable):
        sealed_row.rewrap()

    key_file.hold(old)
    assert still_closed(rows[:-1]) == []


def test_a_key_opens_at_its_own_row_only(key_file: KeyFile):
    key_file.hold(new_line())
    for model in sealed_models():
        one, sealed = make_sealed(model)
        assert sealed_row.open_sealed(one, sealed) == MARK
        with pytest.raises(Unopenable):
            sealed_row.open_sealed(one, sealed, b"another place")
