"""From which network a request comes, as far as limits tell networks apart."""

from __future__ import annotations

import ipaddress
import re

from django.http import HttpRequest

NETWORK = 64  # of IPv6: whoever has one address there has all of them
SITE = 48  # what a house or a company may get, and with it 65,536 networks
WITH_PORT = re.compile(r"\[([0-9a-f:.]+)\](?::\d+)?|([0-9.]+):\d+", re.IGNORECASE)  # some proxies'


def network_of(request: HttpRequest) -> str:
    """An IPv4 address, or a /64. The server has put it there; what a header claims counts for nothing."""
    return _network_of(request, NETWORK)


def site_of(request: HttpRequest) -> str:
    """An IPv4 address, or a /48."""
    return _network_of(request, SITE)


def _network_of(request: HttpRequest, prefix: int) -> str:
    text = request.META.get("REMOTE_ADDR", "")
    if found := WITH_PORT.fullmatch(text):
        text = found[1] or found[2]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # a socket in the file system, or a proxy that doesn't know
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), prefix), strict=False).network_address)
