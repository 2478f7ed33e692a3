"""The house refuses to open where something could be lost, and tells browsers what they may do."""

from __future__ import annotations

import asyncio
import base64
import runpy
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.utils import ConnectionHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from levelground.config import checks, headers
from levelground.config import settings as settings_module
from levelground.config.application import Application
from levelground.runtime import background
from levelground.zones import zones_in_words

KEY = base64.b64encode(bytes(32)).decode()


@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


def private_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("never seen")


urlpatterns = [path("page/", page), path("private/", private_page)]


# What start-up refuses


@pytest.fixture
def key_file(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "kek"
    path.touch(mode=0o600)
    settings.LEVELGROUND_KEY_FILE = path
    return path


def ids(found: list[CheckMessage]) -> list[str | None]:
    assert all(fault.msg.endswith(".") for fault in found), "a fault is a sentence"
    assert all(fault.hint for fault in found), "a fault must say what to do"
    return [fault.id for fault in found]


@pytest.mark.parametrize(
    ("content", "mode", "expected"),
    [
        (KEY, 0o600, []),
        (f"{KEY}\n{KEY}\n", 0o400, []),
        (KEY, 0o640, ["levelground.E002"]),
        (KEY, 0o604, ["levelground.E002"]),
        ("", 0o600, ["levelground.E003"]),
        ("not a key", 0o600, ["levelground.E003"]),
        (base64.b64encode(bytes(31)).decode(), 0o600, ["levelground.E003"]),
        ("ā", 0o644, ["levelground.E002", "levelground.E003"]),
    ],
)
def test_the_key_file_must_hold_keys_and_be_ours_alone(
    key_file: Path, content: str, mode: int, expected: list[str]
):
    key_file.write_text(content)
    key_file.chmod(mode)

    assert ids(checks.keys(None)) == expected


def test_a_missing_key_file_is_refused(key_file: Path):
    key_file.unlink()

    assert ids(checks.keys(None)) == ["levelground.E001"]


def sqlite(tmp_path: Path, *, less: str = "", instead: str = "", **options: Any) -> Any:
    given = dict(settings_module.SQLITE["OPTIONS"])
    given["init_command"] = (
        given["init_command"].replace(less, instead) if less else given["init_command"]
    )
    return ConnectionHandler(
        {"default": settings_module.SQLITE | {"NAME": tmp_path / "db", "OPTIONS": given | options}}
    )["default"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"less": "synchronous=FULL", "instead": "synchronous=NORMAL"}, ["levelground.E012"]),
        ({"less": "mmap_size=0", "instead": "mmap_size=1048576"}, ["levelground.E013"]),
        ({"less": "foreign_keys=ON", "instead": "foreign_keys=OFF"}, ["levelground.E014"]),
        ({"less": "secure_delete=ON", "instead": "secure_delete=OFF"}, ["levelground.E015"]),
        ({"transaction_mode": "DEFERRED"}, ["levelground.E016"]),
    ],
)
def test_sqlite_must_be_set_as_it_was_measured(
    tmp_path: Path, changes: dict[str, str], expected: list[str]
):
    connection = sqlite(tmp_path, **changes)
    with connection.cursor():
        found = list(checks._of_sqlite(connection))
    connection.close()

    assert ids(found) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("version", "refused"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_an_affected_sqlite_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: tuple[int, ...],
    refused: bool,
):
    connection = sqlite(tmp_path)
    monkeypatch.setattr(connection, "Database", SimpleNamespace(sqlite_version_info=version))
    with connection.cursor():
        found = list(checks._of_sqlite(connection))
    connection.close()

    assert ids(found) == (["levelground.E011"] if refused else [])


def test_the_sqlite_that_is_installed_is_not_the_system_s():
    assert sqlite3.sqlite_version_info > (3, 51, 2)


class Asked:
    """A PostgreSQL that answers as told."""

    vendor = "postgresql"

    def __init__(
        self,
        *,
        commit: str = "on",
        replica: bool = False,
        fails: bool = False,
        recycles: bool = False,
    ) -> None:
        self.answer = (commit, replica, "on" if recycles else "off", "1h", "off", 0, "panic")
        self.fails = fails

    def cursor(self) -> Self:
        if self.fails:
            raise DatabaseError("no route")
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, query: str) -> None: ...

    def fetchone(self) -> tuple[object, ...]:
        return self.answer


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        (Asked(), []),
        (Asked(commit="off"), ["levelground.E017"]),
        (Asked(replica=True), ["levelground.E018"]),
        (Asked(fails=True), ["levelground.E010"]),
        (Asked(recycles=True), ["levelground.W002"]),
    ],
)
@pytest.mark.django_db
def test_a_postgresql_that_forgets_lags_or_is_away_is_refused(
    monkeypatch: pytest.MonkeyPatch, connection: Asked, expected: list[str]
):
    monkeypatch.setattr(checks, "connections", {"default": connection})

    assert ids(checks.databases(None, databases=["default"])) == expected


@pytest.mark.parametrize("fault", [None, Error("Wrong.", hint="Put it right.")])
def test_the_server_does_not_start_with_a_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Error | None
):
    caplog.set_level("INFO")
    monkeypatch.setattr(background, "_works", {})
    said: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "lifespan"}

    async def send(message: Any) -> None:
        said.append(message)

    async def nobody(*_: object) -> None:
        pytest.fail("nobody is served before the house is open")

    house = Application(
        pages=nobody, line=nobody, probes=nobody, faults=lambda: [fault] if fault else []
    )
    asyncio.run(house({"type": "lifespan"}, receive, send))

    if fault:
        assert said == [{"type": "lifespan.startup.failed", "message": "Wrong. Put it right."}]
    else:
        assert [message["type"] for message in said] == [
            "lifespan.startup.complete",
            "lifespan.shutdown.complete",
        ]
        assert zones_in_words() in caplog.messages, "whose time zone data count"


# What the environment says


def house(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert settings_module.__file__
    return runpy.run_path(settings_module.__file__)


def test_at_home_cookies_need_no_https(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("LEVELGROUND_URL", raising=False)
    said = house(monkeypatch)

    assert said["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1"]
    assert said["SESSION_COOKIE_NAME"] == "session"
    assert not said["SESSION_COOKIE_SECURE"]
    assert said["LIVE_ORIGINS"] == {"http://localhost:8000", "http://127.0.0.1:8000"}


def test_under_https_all_cookies_are_host_cookies(monkeypatch: pytest.MonkeyPatch):
    said = house(monkeypatch, LEVELGROUND_URL="https://peers.example/")

    assert said["ALLOWED_HOSTS"] == ["peers.example"]
    assert said["LIVE_ORIGINS"] == {"https://peers.example"}
    assert said["SECURE_HSTS_SECONDS"] >= 31_536_000
    for cookie in ("SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE"):
        assert said[f"{cookie}_NAME"].startswith("__Host-")
        assert said[f"{cookie}_SECURE"] is True
        assert said[f"{cookie}_HTTPONLY"] is True
        assert said[f"{cookie}_SAMESITE"] == "Lax"


def test_coordinators_need_a_passkey_where_https_is(monkeypatch: pytest.MonkeyPatch):
    assert not house(monkeypatch, LEVELGROUND_URL="http://localhost:8000")["PASSKEYS_REQUIRED"]
    assert house(monkeypatch, LEVELGROUND_URL="https://peers.example.org")["PASSKEYS_REQUIRED"]
    assert not house(monkeypatch, PASSKEYS_REQUIRED="false")["PASSKEYS_REQUIRED"]


def test_a_form_may_lead_to_the_provider_and_nowhere_else(monkeypatch: pytest.MonkeyPatch):
    def leads_to(**environment: str) -> list[str]:
        policy = house(monkeypatch, **environment)["CONTENT_SECURITY_POLICY"]
        return [str(one) for one in policy["DIRECTIVES"]["form-action"]]

    assert leads_to() == ["'self'"]
    assert leads_to(
        OIDC_ISSUER="https://id.example.org/realms/people",
        OIDC_CLIENT_ID="level-ground",
        OIDC_MORE_ORIGINS="https://login.example.net/x",
    ) == ["'self'", "https://id.example.org", "https://login.example.net"]


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.example.org",
        "http://localhost.example.org",
        "http://localhost@id.example.org",
        "http://127.0.0.1.example.org",
        "id.example.org",
    ],
)
def test_a_provider_elsewhere_is_asked_by_https_only(monkeypatch: pytest.MonkeyPatch, issuer: str):
    with pytest.raises(ImproperlyConfigured, match="https://"):
        house(monkeypatch, OIDC_ISSUER=issuer, OIDC_CLIENT_ID="level-ground")


@pytest.mark.parametrize(
    "issuer",
    ["https://id.example.org", "http://localhost/x", "http://127.0.0.1:1", "http://[::1]:1/x"],
)
def test_a_provider_on_this_machine_may_be_asked_without(
    monkeypatch: pytest.MonkeyPatch, issuer: str
):
    assert house(monkeypatch, OIDC_ISSUER=issuer, OIDC_CLIENT_ID="level-ground")


def test_a_database_elsewhere(monkeypatch: pytest.MonkeyPatch):
    said = house(monkeypatch, DATABASE_URL="postgresql://ada:p%40ss@db:5433/peers?sslmode=require")

    database = said["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("ada", "p@ss")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db", 5433, "peers")
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)

    said = house(monkeypatch, SECRET_KEY_FILE=str(tmp_path / "secret"))

    assert said["SECRET_KEY"].endswith("the file")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "perhaps", "Say true or false"),
        ("LEVELGROUND_THREADS", "many", "Give a whole number"),
        ("DATABASE_URL", "mysql://x/y", "must begin with postgresql://"),
        ("LEVELGROUND_URL", "peers.example", "must begin with http"),
        ("LEVELGROUND_PROCESSES", "2", "needs PostgreSQL"),
        ("SECRET_KEY_FILE", "/nowhere/at/all", "No such file"),
    ],
)
def test_nonsense_is_answered_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
):
    for other in ("DATABASE_URL", "SECRET_KEY"):
        monkeypatch.delenv(other, raising=False)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        house(monkeypatch, **{name: value})


# What browsers are told


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    settings.LOGIN_URL = "/sign-in/"
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/page/", "/private/", "/nowhere/", "/page/x.css"])
def test_every_answer_says_what_a_browser_may_do(client: Client, address: str):
    said = client.get(address).headers

    policy = said["Content-Security-Policy"]
    for rule in (
        "default-src 'none'",
        "'strict-dynamic'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert "camera=()" in said["Permissions-Policy"]
    assert said["Cache-Control"] == "no-store, private"
    assert "Cookie" in said["Vary"]
    assert said["Referrer-Policy"] == "same-origin"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["X-Frame-Options"] == "DENY"


def test_a_page_is_for_the_signed_in_unless_it_says_otherwise(client: Client):
    assert client.get("/page/").status_code == 200
    assert client.get("/private/").status_code == 302


@pytest.mark.parametrize(
    ("before", "after", "told"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_the_browser_forgets_us_at_sign_out_only(before: bool, after: bool, told: bool):
    request: Any = SimpleNamespace(user=SimpleNamespace(is_authenticated=before))

    def view(request: Any) -> HttpResponse:
        request.user.is_authenticated = after
        return HttpResponse()

    response = headers.clear_site_data(view)(request)

    assert ("Clear-Site-Data" in response.headers) is told
