"""From which network a request comes: the address that the server vouches for, and what it is part of."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.test import RequestFactory
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from levelground.limits.http import network_of, site_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("2001:db8:1:3::", "2001:db8:1:3::"),
        ("192.0.2.1:443", "192.0.2.1"),
        ("[2001:db8:1:2::3]:443", "2001:db8:1:2::"),
        ("[2001:db8:1:2::3]", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("unix:", ""),
        ("unknown", ""),
        ("[x]:1", ""),
    ],
)
def test_a_network_is_an_address_or_a_64(address: str, network: str):
    assert network_of(RequestFactory(REMOTE_ADDR=address).get("/")) == network


@pytest.mark.parametrize(
    ("address", "site"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2::3", "2001:db8:1::"), ("unknown", "")],
)
def test_a_site_is_an_address_or_a_48(address: str, site: str):
    assert site_of(RequestFactory(REMOTE_ADDR=address).get("/")) == site


def test_of_what_a_proxy_hands_on_only_its_own_word_counts():
    """As uvicorn, which is in front of us, reads it: the last address that is no proxy of ours."""
    for peer, claimed, client in [
        ("127.0.0.1", "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "127.0.0.1, 198.51.100.7", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.5", "198.51.100.7"),
    ]:
        seen: list[str] = []

        async def application(scope: Any, receive: Any, send: Any, seen: list[str] = seen) -> None:
            seen.append(scope["client"][0])

        scope: Any = {
            "type": "http",
            "client": (peer, 1),
            "scheme": "http",
            "headers": [(b"x-forwarded-for", claimed.encode())],
        }
        house: Any = ProxyHeadersMiddleware(application, trusted_hosts="127.0.0.1")
        asyncio.run(house(scope, None, None))
        assert seen == [client]
