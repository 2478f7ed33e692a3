"""Who hears that a group's agreement has moved on, and for how long (S12)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from levelground.agreements.queries.agreement import version_of
from levelground.groups.actions.groups import leave_group
from levelground.live.door import SignedOut, doors
from levelground.live.hub import NOT_WELCOME, Hub, Socket
from tests.agreements.table import Table, make_table
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> Table:
    return make_table()


def key_of(client: Any) -> str:
    return str(client.session.session_key)


def topic(table: Table) -> str:
    return f"agreement-{table.group.pk}"


def test_members_come_in_and_nobody_else(table: Table):
    assert doors.admit(key_of(table.browsers["Ada"]), topic(table)) == table.people["Ada"].pk
    for stranger in (make_person("Dana"), make_person("Fay", is_staff=True)):
        assert doors.admit(key_of(signed_in(stranger)), topic(table)) is None
    with pytest.raises(SignedOut):
        doors.admit("x" * 32, topic(table))


def test_what_does_not_exist_is_as_what_is_not_theirs(table: Table):
    dana = key_of(signed_in(make_person("Dana")))

    assert doors.admit(dana, "agreement-999999") is doors.admit(dana, topic(table)) is None
    assert doors.version("agreement-999999") == 0


def test_the_version_is_that_of_the_pages(table: Table):
    table.agree()

    assert doors.version(topic(table)) == version_of(table.group) > 0


def test_who_has_left_is_not_welcome_any_more(table: Table):
    assert table.people["Ada"].pk in doors.welcome(topic(table))

    leave_group(member=table.member("Ada"))

    assert table.people["Ada"].pk not in doors.welcome(topic(table))
    assert doors.admit(key_of(table.browsers["Ada"]), topic(table)) is None


@pytest.mark.django_db(transaction=True)
def test_an_open_page_is_shut_at_the_next_round_when_its_member_has_left(table: Table):
    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(dict(message))

    async def story() -> None:
        hub = Hub(doors)
        socket = Socket(person=table.people["Ada"].pk, sign_in="", send=send)
        await hub.join(topic(table), socket)
        await hub.catch_up()
        assert not [one for one in said if one["type"] == "websocket.close"]
        await asyncio.to_thread(_leave, table)
        await hub.catch_up()

    asyncio.run(story())

    closed = [one["code"] for one in said if one["type"] == "websocket.close"]
    assert closed == [NOT_WELCOME]


def _leave(table: Table) -> None:
    from django.db import connection  # noqa: PLC0415

    try:
        leave_group(member=table.member("Ada"))
    finally:
        connection.close()
