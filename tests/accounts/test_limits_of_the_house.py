"""What a whole house gives to strangers: few who ask for much leave some to the others. Decision 3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from levelground.accounts.http import limits
from levelground.runtime import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(clock.now()):
        yield


KINDS: dict[str, Callable[[HttpRequest, int], timedelta]] = {
    "codes": lambda request, number: limits.ask_for_code(request, email=f"{number}@x.org"),
    "passkeys": lambda request, _: limits.ask_for_passkey(request),
}


def flood(kind: str, networks: list[str], *, each: int) -> int:
    """How often somebody with all these networks gets what they ask for: each time for somebody else."""
    had = 0
    for network in networks:
        request = RequestFactory().post("/", REMOTE_ADDR=network)
        request.user = AnonymousUser()
        for _ in range(each):
            had += not KINDS[kind](request, had)
    return had


@pytest.fixture
def _a_small_house(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOUSE", "FIRST_HOUSE", "PASSKEYS_HOUSE", "PASSKEYS_FIRST_HOUSE"):
        monkeypatch.setattr(limits, name, replace(getattr(limits, name), at_once=60))
    for name in ("SITE", "PASSKEYS_SITE"):
        monkeypatch.setattr(limits, name, replace(getattr(limits, name), at_once=30))


@pytest.mark.usefixtures("_a_small_house")
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_has_a_whole_48_cannot_use_up_the_house(kind: str):
    site = [f"2001:db8:1:{number:x}::1" for number in range(20)]

    assert flood(kind, site, each=10) == 30 + limits.FIRST.at_once
    assert flood(kind, ["192.0.2.1"], each=20) == 20, "others have as much as ever"


@pytest.mark.usefixtures("_a_small_house")
@pytest.mark.parametrize("kind", KINDS)
def test_many_who_ask_for_much_leave_some_to_whoever_asks_for_little(kind: str):
    had = flood(kind, [f"203.0.113.{number}" for number in range(8)], each=40)

    assert had == 60 + 8 * limits.FIRST.at_once, "the house has no more for them"
    assert flood(kind, ["192.0.2.1"], each=20) == limits.FIRST.at_once


@pytest.mark.usefixtures("_a_small_house")
@pytest.mark.parametrize("kind", KINDS)
def test_control_without_a_jar_apart_they_leave_none(kind: str, monkeypatch: pytest.MonkeyPatch):
    for name in ("FIRST_HOUSE", "PASSKEYS_FIRST_HOUSE"):
        full = replace(getattr(limits, name), at_once=1, a_day=1)
        monkeypatch.setattr(limits, name, full)
    flood(kind, [f"203.0.113.{number}" for number in range(8)], each=40)

    assert flood(kind, ["192.0.2.1"], each=20) == 0


def test_whoever_waits_for_the_house_waits_for_the_nearer_of_both_jars(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(limits, "HOUSE", replace(limits.HOUSE, at_once=1, a_day=1))
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
    for number in range(limits.FIRST.at_once + 1):
        assert not KINDS["codes"](request, number)

    assert KINDS["codes"](request, limits.FIRST.at_once + 1) == limits.FIRST.each


def test_ways_to_the_provider_are_counted():
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
    request.user = AnonymousUser()
    ways = [limits.ask_provider(request) for _ in range(limits.PROVIDER.at_once + 1)]

    assert [bool(wait) for wait in ways] == [False] * limits.PROVIDER.at_once + [True]
