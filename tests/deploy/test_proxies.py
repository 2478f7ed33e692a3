"""The examples for nginx and Caddy, tried with the real servers."""

from __future__ import annotations

import email
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.deploy.installation import prepared, serving
from tests.deploy.proxies import NAME, Proxy, echo, free_port

pytestmark = pytest.mark.xdist_group("proxies")  # its servers are started once


KINDS = ("nginx", "caddy")
KEYS = ("/invitations/", "/coming/", "/calendar/", "/live/")
END = "kQ3uWnVb7yTz"  # of such an address


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server that is reached by HTTPS only."""
    folder = tmp_path_factory.mktemp("house")
    with serving(prepared(folder, LEVELGROUND_URL=f"https://{NAME}")) as port:
        yield port


@pytest.fixture(scope="module", params=KINDS)
def proxy(
    request: pytest.FixtureRequest, house: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp(request.param)
    proxy = Proxy(kind=request.param, folder=folder, behind=house)
    with proxy.running():
        yield proxy


def get(proxy: Proxy, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    with proxy.line() as line:
        line.request(
            "GET", path, headers={name.replace("_", "-"): headers[name] for name in headers}
        )
        answer = line.getresponse()
        return answer, answer.read()


def test_a_page_comes_with_all_that_https_brings(proxy: Proxy):
    answer, _ = get(proxy, "/sign-in/")

    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert "; Secure" in cookie
    assert "nginx/" not in str(answer.headers["Server"])


def test_only_todays_tls_is_spoken(proxy: Proxy):
    """And with a key that nobody can compute afterwards."""

    def spoken(version: ssl.TLSVersion) -> str:
        trust = proxy.trust()
        with warnings.catch_warnings(action="ignore"):
            trust.minimum_version = trust.maximum_version = version
        trust.set_ciphers("ALL:@SECLEVEL=0")
        with (
            socket.create_connection(("127.0.0.1", proxy.https)) as plain,
            trust.wrap_socket(plain, server_hostname=NAME) as line,
        ):
            cipher = line.cipher()
            return cipher[0] if cipher else ""

    assert spoken(ssl.TLSVersion.TLSv1_3).startswith("TLS_")
    assert spoken(ssl.TLSVersion.TLSv1_2).startswith("ECDHE-")
    for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, OSError)):
            spoken(old)


def test_without_https_one_is_sent_there(proxy: Proxy):
    with socket.create_connection(("127.0.0.1", proxy.http)) as line:
        line.sendall(f"GET /sign-in/ HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        said = line.recv(4096).decode()

    assert said.split()[1] in {"301", "308"}
    assert f"Location: https://{NAME}" in said


def test_the_live_line_passes(proxy: Proxy):
    plain = socket.create_connection(("127.0.0.1", proxy.https))
    with (
        connect(
            f"wss://{NAME}/live/session-1/",
            sock=plain,
            ssl=proxy.trust(),
            origin=Origin(f"https://{NAME}"),
        ) as line,
        pytest.raises(ConnectionClosedError) as ended,
    ):
        line.recv(timeout=5)
    assert ended.value.rcvd
    assert ended.value.rcvd.code == 4401, "our own answer to who is not signed in"


def test_it_is_seen_to_be_alive_and_no_more(proxy: Proxy):
    assert get(proxy, "/healthz")[0].status == 200
    assert get(proxy, "/readyz")[0].status == 404


def test_too_much_is_refused(proxy: Proxy):
    with proxy.line() as line:
        line.putrequest("POST", "/sign-in/")
        line.putheader("Content-Length", str(5 * 1024 * 1024))
        line.endheaders()
        with suppress(OSError):  # it need not read on
            for _ in range(5 * 1024):
                line.send(bytes(1024))

        assert line.getresponse().status == 413


def test_headers_that_never_end_are_given_up(proxy: Proxy):
    with proxy.line() as line:
        line.sock.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\n".encode())
        line.sock.settimeout(5)
        while line.sock.recv(4096):
            pass  # until it hangs up; raises where it does not


def received(kind: str, folder: Path, **claims: str) -> Message:
    """What arrives behind a proxy of a request that claims this of itself."""
    with echo() as port:
        own = Proxy(kind=kind, folder=folder, behind=port)
        with own.running():
            return email.message_from_bytes(get(own, "/", **claims)[1])


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_client_claims_of_itself_is_overwritten(kind: str, tmp_path: Path):
    said = received(
        kind,
        tmp_path,
        X_Forwarded_For="203.0.113.7",
        X_Forwarded_Proto="http",
        Forwarded="for=203.0.113.7",
        X_Real_IP="203.0.113.7",
    )

    assert said["X-Forwarded-For"] == "127.0.0.1"
    assert said["X-Forwarded-Proto"] == "https"
    assert said["Host"] == NAME
    assert "203.0.113.7" not in str(said)


def test_only_the_proxy_is_believed(house: int):
    """Whoever reaches the server past the proxy cannot claim to have come by HTTPS."""

    def status(source: str) -> str:
        with socket.create_connection(("127.0.0.1", house), source_address=(source, 0)) as line:
            line.sendall(
                f"GET /sign-in/ HTTP/1.1\r\nHost: {NAME}\r\nX-Forwarded-Proto: https\r\n\r\n".encode()
            )
            return line.recv(4096).decode().split()[1]

    assert status("127.0.0.1") == "200"
    assert status("127.0.0.2") == "301"


def with_secrets_asked_for(kind: str, folder: Path, *, logs: bool) -> str:
    """All that is written where keys are asked for: answered, refused, and with nobody behind."""
    with echo() as port:
        proxy = Proxy(kind=kind, folder=folder, behind=port, logs=logs)
        with proxy.running():
            for start_of in KEYS:
                get(proxy, f"{start_of}{END}/")
    away = Proxy(kind=kind, folder=folder, behind=free_port(), logs=logs)
    with away.running():
        for start_of in KEYS:
            assert get(away, f"{start_of}{END}/")[0].status == 502
    return proxy.written()


@pytest.mark.parametrize("kind", KINDS)
def test_no_address_that_is_a_key_is_written_down(kind: str, tmp_path: Path):
    assert END not in with_secrets_asked_for(kind, tmp_path, logs=False)


@pytest.mark.parametrize("kind", KINDS)
def test_control_with_a_log_it_would_be(kind: str, tmp_path: Path):
    assert END in with_secrets_asked_for(kind, tmp_path, logs=True)


def test_a_flood_is_held_back_and_a_training_day_is_not(tmp_path: Path):
    """24 people behind one address, with a page and its twenty files each at once."""
    with echo() as port:
        proxy = Proxy(kind="nginx", folder=tmp_path, behind=port)
        conf = (tmp_path / "conf").read_text()
        assert "burst=500 nodelay" in conf
        assert 24 * 20 <= 500
        small = conf.replace("burst=500", "burst=20").replace("rate=50r/s", "rate=1r/m")
        (tmp_path / "conf").write_text(small)
        with proxy.running(), proxy.line() as line:
            said = [status_of_next(line) for _ in range(25)]

    assert said == [200] * 21 + [429] * 4


def status_of_next(line: HTTPConnection) -> int:
    line.request("GET", "/")
    answer = line.getresponse()
    answer.read()
    return answer.status
