"""What hostile, broken and merely unusual programs send: values, paths, bodies and headers.

Everything is drawn from one `random.Random`, so that a seed and a number repeat a request.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from urllib.parse import quote, quote_from_bytes

NUMBERS = (
    "0", "-1", "-0", "1", "2", "007", "1.5", "1e309", "NaN", "Infinity", "-Infinity", "0x10", "1_000",
    "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "9" * 400, "٣", "①", "²", "Ⅷ", "１２", "−5", "½", "+5", " 5 ", "5\u2009", "true", "None",
)  # fmt: skip
TIMES = (
    "0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "2026-W53-1", "-2026-01-01",
    "24:00", "23:59:60", "99:99", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00-23:59",
    "2026-09-27T02:30", "1e10", "2026-11-30T12:00:00Z", "now", "Pacific/Auckland", "Etc/GMT+99",
    "../../etc/passwd", "UTC\0", "Europe/Dublin", "posixrules", "localtime",
)  # fmt: skip
ADDRESSES = (
    "\u212aate@example.org", "mike@gma\u0131l.com", "stra\u00dfe@example.org", "a@b", "@", "a@@b.c",
    "a@xn--80ak6aa92e.com", "a@\u2024example.org", "a@example\u3002org", "a@[127.0.0.1]", "a@1.2.3.4",
    '"a b"@example.org', "a\r\nBcc: x@example.org", "a" * 300 + "@example.org", "a@" + "b." * 200 + "c",
    "A@EXAMPLE.ORG", "\u0101ta@example.org", "a\u0304ta@example.org", "a@\U0001f600.example", "a\0@b.c",
    "<a@example.org>", "a@example.org,b@example.org", "a+b@example.org", "\u202ea@example.org",
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "\ufeff", "\u202e\u2066abc", "e\u0301" * 50, "Z\u0351\u036b" * 200,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u0130\u0131\u017f\u212a", "M\u0101ori", "=1+1", "\t=cmd|' /C calc'!A0", "@SUM(1)",
    "<script>alert(1)</script>", "{{ 7*7 }}", "{% load x %}", "%s%s%n", "%(name)s", "{0.__class__}", "${7*7}",
    "' OR 1=1 --", '"; DROP TABLE accounts_person; --', "../" * 30, "..%2f..%2f", "\\\\host\\share", "file:///etc/passwd",
    "javascript:alert(1)", "//evil.example", "https://evil.example/\r\nX: y", "__proto__", "constructor",
    "\r\nSet-Cookie: a=b", "\n", "\x0b\x0c\x1b[31m", "a" * 9_000, "\u3042" * 4_000, "[" * 3_000, '{"a":' * 500,
    "null", "[]", "{}", "undefined", "on", "yes", "no", "\u00a0", "\u2028\u2029", "\x85", "\uffff", "\U0010ffff",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=idna",
    "application/x-www-form-urlencoded; charset=\u0101", "application/x-www-form-urlencoded; charset=hex",
    "application/x-www-form-urlencoded; charset=zlib", "application/x-www-form-urlencoded;charset=",
    "application/x-www-form-urlencoded; charset=rot13", "application/x-www-form-urlencoded; charset=undefined",
    "application/json", "application/json; charset=utf-32", "text/plain", "text/html; charset=punycode",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=" + "b" * 300, "multipart/form-data; boundary=b; charset=utf-16",
    "multipart/form-data; boundary*=utf-8''b", "multipart/mixed; boundary=b", "MULTIPART/FORM-DATA; BOUNDARY=b",
    "application/octet-stream", "a/b/c", ";", "", "\x00", "application/x-www-form-urlencoded; charset*=utf-8'en'x",
)  # fmt: skip
HEADERS = {
    "accept": ("*/*", "text/html;q=x", ";", "application/json", "text/html;" * 200, "\xff"),
    "accept-language": ("mi", "xx-YY;q=9", "en;q=-1", "a" * 600, "../../etc", "en,\x00", "*", "zh-hant-" * 30),
    "accept-encoding": ("gzip, br", "\xff", "*;q=0"),
    "cookie": ("a", "=", ";;;", "session=\x00", "csrf=\xff", "messages=[[", "language=..", "a=b; " * 300),
    "forwarded": ("for=1", 'for="_gazonk"'),
    "x-forwarded-for": ("1", "127.0.0.1, ::1", "\x00", "a" * 400, "2001:db8::1%eth0", "999.1.1.1"),
    "x-forwarded-proto": ("https", "javascript", "\xff"),
    "host": ("localhost:8000", "evil.example", "localhost:99999", "[::1", "", "localhost:8000\x00", "LOCALHOST:8000"),
    "origin": ("null", "http://evil.example", "\xff", "http://[", "x"),
    "referer": ("http://[", "about:blank", "\xff", "http://localhost:8000/%ff", "a" * 500),
    "hx-request": ("true", "1", "\xff"),
    "hx-target": ("stage", "\xff", "a" * 300),
    "hx-current-url": ("http://[", "%ff", "http://localhost:8000/" + "a" * 300),
    "hx-current-url-uri-autoencoded": ("true",),
    "hx-trigger-name": ("%ff", "\xff"),
    "if-none-match": ("*", '"x"', "W/", "\xff", '"' * 50),
    "if-modified-since": ("x", "Thu, 99 Foo 9999 99:99:99 GMT", "0", "9" * 40),
    "range": ("bytes=0-", "bytes=9-1", "x", "bytes=" + "0-1," * 500),
    "content-length": ("-1", "x", "99999999999", "0"),
    "content-encoding": ("gzip", "br"),
    "transfer-encoding": ("chunked", "x"),
    "authorization": ("Basic", "Bearer \xff", "Basic " + "A" * 300),
    "user-agent": ("", "\x00\xff", "a" * 5_000, "\u0101".encode().decode("latin-1")),
    "sec-websocket-key": ("x",),
    "upgrade": ("websocket",),
    "x-http-method-override": ("DELETE", "\xff"),
    "date": ("x",),
}  # fmt: skip
METHODS = (
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "PATCH",
    "TRACE",
    "FOO",
    "get",
)


def value(chance: random.Random) -> str:
    """Something to put where a field, a number, a time or an address is expected."""
    return chance.choice(_KINDS)(chance)


def _any_letters(chance: random.Random) -> str:
    return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 20)))


def _three_in_one(chance: random.Random) -> str:
    return chance.choice(TEXTS) + chance.choice(NUMBERS) + chance.choice(TIMES)


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    *(2 * (lambda chance: chance.choice(NUMBERS),)),
    *(2 * (lambda chance: chance.choice(TEXTS),)),
    lambda chance: chance.choice(TIMES),
    lambda chance: chance.choice(ADDRESSES),
    lambda chance: str(chance.randrange(-3, 200)),
    _any_letters,
    _three_in_one,
)


def quoted(text: str, chance: random.Random) -> str:
    """As a part of an address or of a form: well, badly, twice, or in other bytes than UTF-8."""
    data = text.encode("utf-8", "surrogatepass")
    match chance.randrange(6):
        case 0:
            return quote_from_bytes(data[: max(1, len(data) - 1)])  # cut in a letter
        case 1:
            return quote(quote_from_bytes(data))
        case 2:
            return quote_from_bytes(text.encode("utf-16", "surrogatepass"))
        case 3:
            return "".join(f"%{byte:02x}" for byte in data)[: chance.randrange(1, 60)]
        case _:
            return quote_from_bytes(data)


def form(fields: list[tuple[str, str]], chance: random.Random) -> str:
    return "&".join(
        f"{quoted(name, chance) if chance.random() < 0.1 else name}={quoted(said, chance)}"
        for name, said in fields
    )


def multipart(fields: list[tuple[str, str]], chance: random.Random) -> bytes:
    """With the boundary `b`: as browsers do, or damaged."""
    parts = []
    for name, said in fields:
        file = f'; filename="{chance.choice(TEXTS)[:40]}"' if chance.random() < 0.3 else ""
        more = chance.choice(
            ["", "", "Content-Type: text/csv; charset=utf-16\r\n", "Content-Transfer-Encoding: base64\r\n",
             "Content-Type: \xff\r\n", "Content-Disposition: form-data\r\n", "Content-Length: -1\r\n"]
        )  # fmt: skip
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{more}\r\n'
        parts.append((head + said + "\r\n").encode("utf-8", "surrogatepass"))
    whole = b"".join(parts) + b"--b--\r\n"
    return whole if chance.random() < 0.7 else whole[: chance.randrange(len(whole))]


def body(fields: list[tuple[str, str]], chance: random.Random) -> tuple[str, bytes]:
    """A content type, and a body that fits it or does not."""
    kind = TYPES[0] if chance.random() < 0.6 else chance.choice(TYPES)
    match chance.randrange(10):
        case 0:
            return kind, json.dumps(dict(fields)).encode()
        case 1:
            return kind, chance.randbytes(chance.randrange(200))
        case 2 | 3:
            kind = "multipart/form-data; boundary=b" if chance.random() < 0.7 else kind
            return kind, multipart(fields, chance)
        case _:
            return kind, form(fields, chance).encode("ascii", "replace")
