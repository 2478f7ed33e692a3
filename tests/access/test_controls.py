"""Take one check away, or plant one fault, and the table says so, naming it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path, re_path
from pytest_django import Settings

from levelground.groups.models import Group
from tests.access import findings
from tests.access.doors import DOORS, behind, open_up
from tests.access.table import Row, rows
from tests.access.test_access import undeclared
from tests.access.world import World

GROUP = "groups/<int:pk>/"
OWN_QUESTION = {"sign-in/code/", "sign-in/name/", "sign-in/passkey/"}
"""At the code and the name allauth asks by itself, and a passkey is a sign-in."""


def row_of(name: str) -> Row:
    return next(row for row in rows() if str(row) == name)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_without_its_check_is_noticed_at_every_page(
    world: World, door: str, monkeypatch: pytest.MonkeyPatch
):
    open_up(door, monkeypatch)

    assert behind(door)
    assert [str(row) for row in behind(door) if not lets_in(world, row)] == []


def lets_in(world: World, row: Row) -> bool:
    """Whether one of those who are to be refused here is not."""
    shut_out = [who for who, expected in row.answers().items() if expected == "404"]
    others = [who for who in row.answers() if who not in shut_out]
    return any(fault for who in [*shut_out, *others] for fault in findings.of_row(world, row, who))


def test_a_site_that_does_not_ask_who_comes_is_noticed_at_every_page(
    world: World, settings: Settings
):
    settings.MIDDLEWARE = without(settings, "LoginRequired")
    asked = [row for row in rows() if row.expected[0] == "in" and row.address not in OWN_QUESTION]

    silent = [str(row) for row in asked if not list(findings.of_row(world, row, "nobody"))]

    assert silent == []


def without(settings: Settings, name: str) -> list[str]:
    return [one for one in settings.MIDDLEWARE if name not in one]


@pytest.mark.parametrize(
    ("middleware", "fault"),
    [
        ("CSPMiddleware", "the policy lacks default-src 'none'"),
        ("permissions_policy", "the page may look and listen"),
        ("SecurityMiddleware", "X-Content-Type-Options is None, wanted nosniff"),
        ("no_store", "it may be kept on the way"),
        ("XFrameOptionsMiddleware", "X-Frame-Options is None, wanted DENY"),
    ],
)
def test_an_answer_without_its_headers_is_noticed(
    world: World, settings: Settings, middleware: str, fault: str
):
    settings.MIDDLEWARE = without(settings, middleware)

    found = list(findings.of_rows(world, [row_of(f"GET {GROUP}")]))

    assert len([one for one in found if fault in one]) == 8, "for each of the cast"


def test_a_refusal_that_tells_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch):
    def telling(request: HttpRequest, exception: Exception) -> HttpResponse:
        group = request.path.split("/")[2]
        found = Group.objects.filter(pk=group).first() if group.isdecimal() else None
        return HttpResponse(f"Not your group: {found.name if found else ''}", status=404)

    monkeypatch.setattr("levelground.config.urls.handler404", telling, raising=False)

    found = list(findings.of_rows(world, [row_of(f"GET {GROUP}")]))

    assert f"GET {GROUP} as dana: the refusal tells that it exists" in found


def at(address: str, view: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another view at an address."""
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", [resolver]):
            if str(pattern.pattern) == address:
                monkeypatch.setattr(pattern, "callback", view)
                return
    raise LookupError(address)


def kind_page(request: HttpRequest, **_ids: object) -> HttpResponse:
    return HttpResponse("hello")


def test_a_method_that_is_not_declared_and_done_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    at(GROUP, kind_page, monkeypatch)

    found = list(findings.of_undeclared(world, [GROUP]))

    assert f"DELETE {GROUP} as ada: 200, wanted 405" in found


def test_a_page_that_greets_everybody_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch):
    at(GROUP, kind_page, monkeypatch)

    found = list(findings.of_rows(world, [row_of(f"GET {GROUP}")]))

    assert [one for one in found if "wanted 404" in one] == [
        f"GET {GROUP} as {who}: 200, wanted 404" for who in ("dana", "eli", "hana", "fay", "gus")
    ]


def test_a_head_that_is_answered_otherwise_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    plain = Client.generic

    def otherwise(self: Client, method: str, *args: Any, **more: Any) -> Any:
        response = plain(self, method, *args, **more)
        if method == "HEAD":
            response.status_code = 500
        return response

    monkeypatch.setattr(Client, "generic", otherwise)

    found = list(findings.of_rows(world, [row_of(f"GET {GROUP}")]))

    assert f"GET {GROUP} as ada: HEAD 500, wanted 200 or 405" in found


def test_a_page_that_breaks_is_named(world: World, monkeypatch: pytest.MonkeyPatch):
    def breaks(request: HttpRequest, **_ids: object) -> HttpResponse:
        raise RuntimeError("so far did they come")

    at(GROUP, breaks, monkeypatch)

    found = list(findings.of_rows(world, [row_of(f"GET {GROUP}")]))

    assert f"GET {GROUP} as ada: RuntimeError('so far did they come'), wanted 200" in found


def test_a_closed_account_that_is_let_in_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        "django.contrib.auth.backends.ModelBackend.user_can_authenticate", lambda *_: True
    )

    found = list(findings.of_a_closed_account(world, [row_of("GET account/")]))

    assert found == ["GET account/: 200 for a closed account, wanted in"]


def test_a_page_that_passes_for_a_file_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch):
    resolver = get_resolver()
    more = [re_path(r"^groups/\d+/.*$", kind_page), *resolver.url_patterns]
    monkeypatch.setattr(resolver, "url_patterns", more)

    found = list(findings.of_disguises(world, [GROUP]))

    assert f"{GROUP}x.css: 200, wanted 404" in found


def test_a_new_address_is_noticed():
    more = [*get_resolver().url_patterns, path("groups/<int:pk>/secrets/", kind_page)]

    assert undeclared(more) == {"groups/<int:pk>/secrets/"}


@pytest.mark.parametrize(
    "app", ["programmes.views.coordinator", "formation.http", "reports.views.picture"]
)
def test_a_door_that_writes_nothing_down_is_noticed(
    world: World, app: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(f"levelground.{app}.note_coordinating", lambda *_: None)

    assert list(findings.of_the_log(world))
