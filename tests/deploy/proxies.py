"""nginx and Caddy with the examples in deploy/, on ports of their own, with a throwaway certificate."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "peers.example.org"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass(kw_only=True)
class Proxy:
    """Runs one of the two in front of a port, in a folder that holds all it writes."""

    kind: str
    folder: Path
    behind: int
    logs: bool = False
    https: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        if not shutil.which(self.kind):
            pytest.skip(f"{self.kind} is not installed: its example was not tried")
        make_certificate(self.folder)
        text = (self._nginx if self.kind == "nginx" else self._caddy)()
        (self.folder / "conf").write_text(text)

    def _nginx(self) -> str:
        site = (DEPLOY / "nginx.conf").read_text()
        site = re.sub(r"\n *listen \[::\].*", "", site)
        site = site.replace("listen 443", f"listen 127.0.0.1:{self.https}")
        site = site.replace("listen 80;", f"listen 127.0.0.1:{self.http};")
        site = re.sub(r"/etc/letsencrypt/live/[^/]*", str(self.folder), site)
        site = site.replace("/var/log/nginx", str(self.folder)).replace(":8000", f":{self.behind}")
        site = site.replace("client_header_timeout 10s", "client_header_timeout 1s")
        if self.logs:
            site = site.replace("access_log off", f"access_log {self.folder}/access.log")
        kept = "".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return (
            f"daemon off; worker_processes 1; pid {self.folder}/pid; user root;"
            f"events {{}} http {{ {kept}\n{site} }}"
        )

    def _caddy(self) -> str:
        site = (DEPLOY / "Caddyfile").read_text().replace(":8000", f":{self.behind}")
        site = site.replace("read_header 10s", "read_header 1s")
        if self.logs:
            site = site.replace("\t\texclude", "\t\tinclude")
        around = f"\tadmin off\n\thttp_port {self.http}\n\thttps_port {self.https}\n"
        site = site.replace("{\n\tlog", f"{{\n{around}\tlog", 1)
        own = f"\tbind 127.0.0.1\n\ttls {self.folder}/fullchain.pem {self.folder}/privkey.pem\n"
        return site.replace(f"{NAME} {{\n", f"{NAME} {{\n{own}")

    @contextmanager
    def running(self) -> Iterator[None]:
        conf = str(self.folder / "conf")
        command = {
            "nginx": ["nginx", "-c", conf, "-e", str(self.folder / "start.log")],
            "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", conf],
        }[self.kind]
        with (self.folder / "output").open("w") as output:
            process = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder)},
            )
            try:
                self._wait(process)
                yield
            finally:
                process.terminate()
                process.wait(10)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.https)).close()
            except ConnectionRefusedError:
                ended = process.poll() is not None or time.monotonic() > until
                assert not ended, (self.folder / "output").read_text()
                time.sleep(0.05)
            else:
                return

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))

    @contextmanager
    def line(self) -> Iterator[HTTPConnection]:
        """To it, by its name, with a certificate that is checked."""
        line = HTTPConnection(NAME, timeout=10)
        plain = socket.create_connection(("127.0.0.1", self.https))
        line.sock = self.trust().wrap_socket(plain, server_hostname=NAME)
        yield line
        line.close()

    def written(self) -> str:
        """All it has written down anywhere."""
        kept = ("conf", "fullchain.pem", "privkey.pem")
        files = [one for one in self.folder.rglob("*") if one.is_file() and one.name not in kept]
        return "\n".join(one.read_text(errors="replace") for one in files)


def make_certificate(folder: Path) -> None:
    kind = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    name = f"-subj /CN={NAME} -addext subjectAltName=DNS:{NAME}"
    to = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    command = ["openssl", "req", "-x509", *kind.split(), *name.split(), *to]
    subprocess.run(command, check=True, capture_output=True)


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that came."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass


@contextmanager
def echo() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()
