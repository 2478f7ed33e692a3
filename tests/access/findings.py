"""What is wrong with answers, each as a sentence. One answer is looked at for everything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from levelground.accounts.models import Person
from levelground.audit.queries import entries_between
from levelground.core.audit import EntryKind
from levelground.runtime import clock
from tests.access.table import Row, methods_of, rows, who_may
from tests.access.world import FORM, World, ask, client_of, undone

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
POLICY = (  # goal S6
    "default-src 'none'",
    "script-src",
    "'strict-dynamic'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
)
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DISGUISES = ("x.css", "%2fx.css", ";x.css", "..%2f..%2fstatic%2fx.css")


def answer(response: Any) -> str:
    """As the table has it: a status, `in` or `go`."""
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response["Location"].startswith("/sign-in/") else "go"


def of_rows(world: World, some: Iterable[Row]) -> Iterator[str]:
    """Each address asked once as each of the cast."""
    for row in some:
        for who in row.answers():
            yield from of_row(world, row, who)


def of_row(world: World, row: Row, who: str) -> Iterator[str]:
    name, expected = f"{row} as {who}", row.answers()[who]
    try:
        response = ask(world, who, row.method, world.path_of(row.address))
    except Exception as failure:  # noqa: BLE001  so far did they come that the page broke
        yield f"{name}: {failure!r}, wanted {expected}"
        return
    if answer(response) != expected:
        yield f"{name}: {answer(response)}, wanted {expected}"
    yield from (f"{name}: {fault}" for fault in of_headers(response))
    if expected == "404":
        there = ask(world, who, row.method, world.path_of(row.address, missing=True))
        if _seen(response) != _seen(there):
            yield f"{name}: the refusal tells that it exists"
    if row.method == "GET" and who in {"nobody", who_may(row.address)}:
        head = answer(ask(world, who, "HEAD", world.path_of(row.address)))
        if head not in {expected, "405"}:
            yield f"{name}: HEAD {head}, wanted {expected} or 405"


def of_undeclared(world: World, some: Iterable[str]) -> Iterator[str]:
    """What is not declared is not done: not for nobody, and not for whom most else is done."""
    for address in some:
        where = world.path_of(address)
        for method in sorted(METHODS - methods_of(address)):
            for who in ("nobody", who_may(address)):
                response = ask(world, who, method, where)
                name = f"{method} {address} as {who}"
                if answer(response) not in {"405", "in"}:
                    yield f"{name}: {answer(response)}, wanted 405"
                yield from (f"{name}: {fault}" for fault in of_headers(response))


def of_disguises(world: World, some: Iterable[str]) -> Iterator[str]:
    """A cache that keeps everything called .css must not be given anybody's page."""
    for address in some:
        for disguise in DISGUISES:
            found = answer(ask(world, "ada", "GET", world.path_of(address) + disguise))
            if found != "404":
                yield f"{address}{disguise}: {found}, wanted 404"


def of_a_closed_account(world: World, some: Iterable[Row]) -> Iterator[str]:
    """From the next answer on Ada is nobody, although the browser is still signed in."""
    client = client_of(world, "ada")
    with undone():
        Person.objects.filter(pk=world.cast.ada.pk).update(is_active=False)
        for row in some:
            with undone():
                client = client_of(world, "ada")
                response = client.generic(row.method, world.path_of(row.address), content_type=FORM)
            if answer(response) != row.expected[0]:
                yield f"{row}: {answer(response)} for a closed account, wanted {row.expected[0]}"


def of_headers(response: Any) -> Iterator[str]:
    """What a browser may do with an answer, and who may keep it."""
    policy = response.get("Content-Security-Policy", "")
    yield from (f"the policy lacks {part}" for part in POLICY if part not in policy)
    if "unsafe" in policy:
        yield "the policy allows what is unsafe"
    if ("'nonce-" in policy) != (b"<script" in response.content):
        yield "the policy has a nonce for no script, or none for one"
    for name, value in HEADERS.items():
        if response.get(name) != value:
            yield f"{name} is {response.get(name)}, wanted {value}"
    if "camera=()" not in response.get("Permissions-Policy", ""):
        yield "the page may look and listen"
    kept = set(response.get("Cache-Control", "").split(", "))
    if _is_feed(response):
        wanted = kept == {"private", "no-cache"}
    else:  # the sign-in pages say more, by the library's own hand
        wanted = kept >= {"private", "no-store"}
    if not wanted or "Cookie" not in response.get("Vary", ""):
        yield f"it may be kept on the way: {response.get('Cache-Control')}"


def of_the_log(world: World) -> Iterator[str]:
    """Addresses at which a coordinator may change something, and the security log does not know."""
    for row in rows():
        by = row.answers()
        coordinators = [who for who in ("fay", "gus") if by[who] not in {"404", "in"}]
        if row.method != "POST" or by["ada"] != "404" or not coordinators:
            continue
        client = client_of(world, coordinators[0])
        with undone():
            before = _entries()
            client.post(world.path_of(row.address), {"said": "nothing"})
            if _entries() == before:
                yield f"{row} as {coordinators[0]} is not written down"


def _entries() -> int:
    return entries_between(clock.now() - timedelta(days=1), kind=EntryKind.COORDINATED).count()


def _seen(response: Any) -> tuple[object, ...]:
    """What somebody sees of an answer, without what differs each time."""
    text = re.sub(r'nonce="[^"]*"|\w{64}|\b[\w-]{43}\b|/(\d+|x{43})/', "", response.text)
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    headers["Content-Security-Policy"] = ""
    return response.status_code, sorted(headers.items()), text


def _is_feed(response: Any) -> bool:
    """A calendar: the program that fetched it, and nobody on the way, keeps it and asks for news."""
    return bool(response.headers["Content-Type"].startswith("text/calendar"))
