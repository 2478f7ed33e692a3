"""From which network a request comes, as far as limits tell networks apart."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

PREFIX = 64  # of IPv6: whoever has one address there has all of them


def network_of(request: HttpRequest) -> str:
    """An IPv4 address, or a /64. The server has put it there; what a header claims counts for nothing."""
    said = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:  # a socket in the file system
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), PREFIX), strict=False).network_address)
