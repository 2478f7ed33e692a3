from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from levelground.live import hub as hub_module
from levelground.live import socket as socket_module
from tests.live.running import ADA, BEN, Running, TestDoor, running


@pytest.fixture
def door() -> TestDoor:
    return TestDoor()


@pytest.fixture
def house(door: TestDoor) -> Iterator[Running]:
    with running(door) as house:
        yield house


def test_a_page_is_told_at_once_where_things_are(house: Running):
    with house.page("ada") as ada:
        assert ada.hears() == {"version": 3}


def test_everyone_listening_is_told_that_things_moved_on(house: Running):
    with house.page("ada") as ada, house.page("ben") as ben:
        ada.hears(), ben.hears()

        house.hub.reached("session-7", 4)

        assert (ada.hears(), ben.hears()) == ({"version": 4}, {"version": 4})


def test_another_topic_is_none_of_their_business(house: Running, door: TestDoor):
    door.versions["session-8"] = 1
    with house.page("ada") as ada, house.page("ben", "session-8") as ben:
        ada.hears(), ben.hears()

        house.hub.reached("session-8", 2)

        assert ben.hears() == {"version": 2}
        assert ada.hears_nothing()


def test_the_same_or_an_older_version_is_not_told_again(house: Running):
    with house.page("ada") as ada:
        ada.hears()

        house.hub.reached("session-7", 3)
        house.hub.reached("session-7", 2)

        assert ada.hears_nothing()


def test_a_burst_ends_with_the_newest_and_never_goes_backwards(house: Running):
    with house.page("ada") as ada:
        heard = [ada.hears()["version"]]

        for version in range(4, 300):
            house.hub.reached("session-7", version)
        while heard[-1] != 299:
            heard.append(ada.hears()["version"])

        assert heard == sorted(set(heard))


def test_a_ping_is_answered_with_the_server_s_time(house: Running):
    with house.page("ada") as ada:
        ada.hears()

        ada.says(ping=17)
        answer = ada.hears()

        assert answer["pong"] == 17
        assert abs(answer["now"] / 1000 - time.time()) < 5


def test_a_stranger_and_a_missing_thing_look_the_same(house: Running):
    with house.page("cai") as cai, house.page("ada", "session-99") as ada:
        assert cai.closed_with() == ada.closed_with() == 4404


@pytest.mark.parametrize("key", ["", "made-up"])
def test_who_is_not_signed_in_is_told_so(house: Running, key: str):
    with house.page(key) as page:
        assert page.closed_with() == 4401


HOSTILE = [
    None,
    "",
    "null",
    "https://evil.example",
    "http://peers.example",
    "https://peers.example:444",
    "https://peers.example.evil.example",
    "https://evil.example/https://peers.example",
    "https://PEERS.example",
    "https://peers.example/",
    *(f"https://{name}.peers.example" for name in ("www", "a", "b-c", "xn--e1afmkfd")),
    *(f"https://peers{number}.example" for number in range(36)),
]


def test_fifty_hostile_origins_are_refused(house: Running):
    assert len(HOSTILE) == 50
    for origin in HOSTILE:
        with (
            pytest.raises(InvalidStatus) as refused,
            house.page("ada", origin=origin),
        ):
            pass
        assert refused.value.response.status_code == 403, origin


@pytest.mark.parametrize("topic", ["session-7/x", "session_7", "x" * 65, "%2e%2e"])
def test_what_is_not_a_topic_is_refused(house: Running, topic: str):
    with pytest.raises(InvalidStatus), house.page("ada", topic):
        pass


@pytest.mark.parametrize(
    "message",
    ["", "{", "[]", '"ping"', '{"move": "close"}', '{"ping": 1, "move": 2}', b"\x00", "[" * 1000],
)
def test_what_is_not_a_ping_ends_the_line(house: Running, message: str | bytes):
    with house.page("ada") as ada:
        ada.line.send(message)

        assert ada.closed_with() == 4400


def test_a_long_message_ends_the_line(house: Running):
    with house.page("ada") as ada:
        ada.says(ping="x" * 1024)

        assert ada.closed_with() == 1009


def test_more_than_ten_messages_a_second_end_the_line(house: Running):
    with house.page("ada") as ada:
        with suppress(ConnectionClosed):
            for number in range(25):
                ada.says(ping=number)

        assert ada.closed_with() == 4429


def test_the_sixth_page_of_one_person_closes_the_first(house: Running):
    with house.page("ada") as first, house.page("ben") as ben:
        first.hears()
        pages = [house.page("ada") for _ in range(5)]
        for page in pages:
            page.__enter__().hears()

        assert first.closed_with() == 4429
        assert ben.hears() == {"version": 3}
        assert ben.hears_nothing()
        for page in pages:
            page.__exit__(None, None, None)


def test_who_has_left_is_shut_out_before_the_next_tick_is_told(house: Running, door: TestDoor):
    with house.page("ada") as ada, house.page("ben") as ben:
        ada.hears(), ben.hears()
        door.members.discard(BEN)

        house.hub.reached("session-7", 4)

        assert ada.hears() == {"version": 4}
        assert ben.closed_with() == 4403


def test_who_has_left_is_shut_out_within_two_seconds_without_any_tick(
    house: Running, door: TestDoor
):
    with house.page("ada") as ada, house.page("ben") as ben:
        ada.hears(), ben.hears()
        door.members.discard(BEN)

        assert ben.closed_with(within=2.5) == 4403
        assert ada.hears_nothing()


def test_who_signed_out_elsewhere_is_shut_out_within_two_seconds(house: Running, door: TestDoor):
    with house.page("ada") as ada, house.page("ben") as ben:
        ada.hears(), ben.hears()
        door.signed_out.add("ben")

        assert ben.closed_with(within=2.5) == 4401
        assert ada.hears_nothing()


def test_without_the_rounds_the_one_who_left_would_stay(
    monkeypatch: pytest.MonkeyPatch, door: TestDoor
):
    """The control of the three tests above: they would not pass by themselves."""
    monkeypatch.setattr(hub_module, "ROUND_EVERY", 60.0)
    with running(door) as house, house.page("ben") as ben:
        ben.hears()
        door.members.discard(BEN)
        door.signed_out.add("ben")

        assert ben.closed_with(within=2.5) is None


def test_a_lost_tick_is_found_by_reading(
    monkeypatch: pytest.MonkeyPatch, house: Running, door: TestDoor
):
    monkeypatch.setattr(hub_module, "READ_EVERY", 1)
    with house.page("ada") as ada:
        ada.hears()

        door.versions["session-7"] = 9

        assert ada.hears() == {"version": 9}


def test_while_the_door_does_not_answer_nothing_is_told_and_in_the_end_all_must_come_anew(
    monkeypatch: pytest.MonkeyPatch, door: TestDoor, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(hub_module, "ROUND_EVERY", 0.2)
    with running(door) as house, house.page("ada") as ada:
        ada.hears()
        door.broken = True
        house.hub.reached("session-7", 4)

        assert ada.closed_with() == 1011
        assert "OSError" in caplog.text
        assert "the database is away" not in caplog.text


def test_a_door_that_comes_back_in_time_costs_nobody_anything(
    monkeypatch: pytest.MonkeyPatch, door: TestDoor
):
    monkeypatch.setattr(hub_module, "ROUND_EVERY", 0.2)
    monkeypatch.setattr(hub_module, "PATIENCE", 1000)
    with running(door) as house, house.page("ada") as ada:
        ada.hears()
        door.broken = True
        house.hub.reached("session-7", 4)
        assert ada.hears_nothing(0.5)

        door.broken = False

        assert ada.hears() == {"version": 4}


def test_the_hub_knows_who_is_here(house: Running):
    assert house.hub.people("session-7") == frozenset()
    with house.page("ada") as ada, house.page("ada") as again:
        ada.hears(), again.hears()
        with house.page("ben") as ben:
            ben.hears()
            assert house.hub.people("session-7") == {ADA, BEN}
        again.line.close()
        _soon(lambda: house.hub.people("session-7") == {ADA})
    _soon(lambda: house.hub.people("session-7") == frozenset())


def test_logs_name_no_cookie_and_no_address(house: Running, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, logger="levelground")
    with house.page("ada") as ada, house.page("made-up") as nobody:
        ada.hears(), nobody.closed_with()
        ada.says(ping="my words")
        ada.hears()

    assert not [word for word in ("ada", "made-up", "my words") if word in caplog.text]


def test_each_guard_is_what_does_the_guarding(monkeypatch: pytest.MonkeyPatch, door: TestDoor):
    """The controls: take the guards away, and what was refused above is let through."""
    monkeypatch.setattr(socket_module, "LONGEST", 2**20)
    monkeypatch.setattr(socket_module, "PER_SECOND", 1000)
    monkeypatch.setattr(hub_module, "SOCKETS_EACH", 100)
    with running(door, origins=frozenset({"https://evil.example"})) as house:
        pages = [house.page("ada", origin="https://evil.example") for _ in range(6)]
        first, *_ = (page.__enter__() for page in pages)
        first.hears()
        first.says(ping="x" * 1024)
        assert first.hears()["pong"]
        for number in range(25):
            first.says(ping=number)
        assert [first.hears()["pong"] for _ in range(25)] == list(range(25))
        for page in pages:
            page.__exit__(None, None, None)


def _soon(claim: object, within: float = 3.0) -> None:
    assert callable(claim)
    until = time.monotonic() + within
    while not claim():
        assert time.monotonic() < until
        time.sleep(0.02)
