"""Whom to tell of a weakness, as RFC 9116 has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from levelground.config import checks
from tests.test_settings import house

ADDRESS = "/.well-known/security.txt"
NOW = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields(client: Client, settings: Settings) -> list[tuple[str, str]]:
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/security"]
    settings.ADDRESSES = ["https://peers.example.org"]
    with time_machine.travel(NOW, tick=False):
        answer = client.get(ADDRESS)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert text.endswith("\n")
    return [
        (name, value) for name, _, value in (line.partition(": ") for line in text.splitlines())
    ]


def test_it_says_whom_to_tell_in_the_order_of_preference(fields: list[tuple[str, str]]):
    contacts = [value for name, value in fields if name == "Contact"]

    assert contacts == ["mailto:security@example.org", "https://example.org/security"]
    assert parseaddr(contacts[0].removeprefix("mailto:"))[1] == "security@example.org"


def test_it_expires_in_less_than_a_year_and_not_soon(fields: list[tuple[str, str]]):
    [until] = [value for name, value in fields if name == "Expires"]
    left = datetime.fromisoformat(until) - NOW

    assert timedelta(days=30) < left < timedelta(days=365)


def test_it_says_where_it_belongs(fields: list[tuple[str, str]]):
    assert dict(fields)["Canonical"] == f"https://peers.example.org{ADDRESS}"


def test_where_nobody_is_named_there_is_none_and_check_says_so(client: Client, settings: Settings):
    settings.SECURITY_CONTACT = []

    assert client.get(ADDRESS).status_code == 404
    assert [told.id for told in checks.contact(None)] == ["levelground.I022"]

    settings.SECURITY_CONTACT = ["mailto:security@example.org"]
    assert checks.contact(None) == []


def test_what_is_no_contact_is_refused(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ImproperlyConfigured, match="mailto:"):
        house(monkeypatch, SECURITY_CONTACT="security@example.org")
