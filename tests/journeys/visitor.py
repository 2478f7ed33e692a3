"""Somebody without a browser who reads pages, follows links, fills in forms and presses buttons.

What they cannot see on a page they cannot press. Much faster than a browser, and as strict.
"""

from __future__ import annotations

import http.client
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

MOST_TURNS = 6  # of redirections
NO_ANSWER = ("submit", "button", "reset", "file")

Fields = list[tuple[str, str]]


@dataclass(slots=True)
class Form:
    action: str
    method: str
    fields: Fields = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # text, name, value


class Visitor:
    """One browser's worth of cookies, and the page that is open.

    `address` is an address of this machine to call from: each house has its own line, and the
    server counts how often a line asks for codes.
    """

    def __init__(self, port: int, *, address: str = "127.0.0.1") -> None:
        self.port, self.address = port, address
        self.cookies: dict[str, str] = {}
        self.path, self.status, self.text = "", 0, ""

    def go(self, path: str) -> int:
        """Open a page, or the address in a letter. Says with what status it came."""
        return self._ask("GET", _local(path), "")

    def follow(self, link: str) -> None:
        """The first link that says this."""
        for text, href in _read(self.text).links:
            if link in text:
                assert self.go(urljoin(self.path, href)) == 200, (self.status, self.path)
                return
        raise AssertionError(f"No link says {link!r} on {self._story}")

    def press(self, button: str, **said: str | list[str]) -> None:
        """The first button that says this, its form filled in with what is said and what it had."""
        for form in _read(self.text).forms:
            for text, name, value in form.buttons:
                if button in text:
                    fields = [one for one in form.fields if one[0] not in said]
                    for asked, answer in said.items():
                        answers = answer if isinstance(answer, list) else [answer]
                        fields += [(asked, one) for one in answers]
                    fields += [(name, value)] if name else []
                    action = urljoin(self.path, form.action)
                    self._ask(form.method, action, urlencode(fields))
                    assert self.status == 200, self._story
                    return
        raise AssertionError(f"No button says {button!r} on {self._story}")

    def sees(self, words: str) -> bool:
        return words in _read(self.text).words

    @property
    def links(self) -> list[str]:
        """Where the links of this page lead."""
        return [href for _text, href in _read(self.text).links]

    @property
    def _story(self) -> str:
        return f"{self.path} ({self.status}): {_read(self.text).words[:900]}"

    def _ask(self, method: str, path: str, body: str) -> int:
        for _turn in range(MOST_TURNS):
            line = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=60, source_address=(self.address, 0)
            )
            headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
            if method == "POST":
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            with closing(line):
                line.request(method, path, body if method == "POST" else None, headers)
                reply = line.getresponse()
                self.text = reply.read().decode()
            self.path, self.status = path, reply.status
            for one in reply.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: said.value for name, said in SimpleCookie(one).items()}
            if reply.status not in (301, 302, 303):
                break
            method, path = "GET", _local(urljoin(path, reply.headers["Location"]))
        return self.status


def _local(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader


class _Reader(HTMLParser):
    """The words, the links and the forms of a page, as it would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._pieces: list[str] = []
        self._open: list[tuple[str, dict[str, str], int]] = []  # what gathers text, since when
        self._form: Form | None = None
        self._chosen: list[str] = []  # of the select that is open

    @property
    def words(self) -> str:
        return " ".join("".join(self._pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").upper())
            self.forms.append(self._form)
        elif tag == "input" and self._form:
            self._note_input(self._form, said)
        elif tag in ("a", "button", "textarea", "select"):
            self._chosen = []
            self._open.append((tag, said, len(self._pieces)))
        elif tag == "option" and ("selected" in said or not self._chosen):
            self._chosen = [said.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if not self._open or self._open[-1][0] != tag:
            return
        _tag, said, since = self._open.pop()
        text = "".join(self._pieces[since:])
        words = " ".join(text.split())
        if tag == "a" and "href" in said:
            self.links.append((words, said["href"]))
        elif tag == "button" and self._form and said.get("type", "submit") == "submit":
            self._form.buttons.append((words, said.get("name", ""), said.get("value", "")))
        elif tag == "textarea" and self._form:
            self._form.fields.append((said["name"], text.removeprefix("\n")))
        elif tag == "select" and self._form:
            self._form.fields += [(said["name"], one) for one in self._chosen]

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    @staticmethod
    def _note_input(form: Form, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        left_open = kind in ("checkbox", "radio") and "checked" not in said
        if said.get("name") and kind not in NO_ANSWER and not left_open:
            form.fields.append(
                (said["name"], said.get("value", "on" if kind == "checkbox" else ""))
            )
