"""A language that nobody speaks, in which every text of ours stands in brackets: what has none was never translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import django

import levelground
from levelground.config.extraction import fresh_entries
from levelground.core.catalogue import Entry, read_po

CODE = "qps"
OPENS, CLOSES = "⟦", "⟧"
BORROWED = (  # sentences of the libraries, such as the names of months
    Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po",
    Path(allauth.__file__).parent / "locale/en/LC_MESSAGES/django.po",
)
HEAD = Entry(
    text="",
    texts=(
        "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
    ),
)
SAID = {
    "data-what",
    "data-otherwise",
    "data-stopped",
    "data-there-already",
    "alt",
    "aria-label",
    "aria-roledescription",
    "aria-description",
    "placeholder",
    "title",
}
SILENT = {"script", "style", "template"}
WHOLE = {"textarea"}  # what is in it was typed by somebody


def wrapped(text: str) -> str:
    return f"{OPENS}{text}{CLOSES}"


@cache
def entries() -> Sequence[Entry]:
    """The whole catalogue, ours and the libraries', translated."""
    found: dict[tuple[str, str], Entry] = {}
    sources = [*(read_po(path.read_text(encoding="utf-8")) for path in BORROWED)]
    for entry in [*(one for source in sources for one in source), *_ours()]:
        if entry.text:
            found[entry.key] = replace(entry, texts=_texts(entry), is_unsure=False)
    return (HEAD, *found.values())


def plain_in(text: str, data: re.Pattern[str]) -> list[str]:
    """What stands outside all brackets and is neither a number nor anybody's own."""
    outside, depth = "", 0
    for letter in text:
        depth += (letter == OPENS) - (letter == CLOSES)
        outside += "|" if depth or letter == CLOSES else letter
    rest = data.sub(" ", outside)
    found = [part.strip() for part in rest.split("|") if re.search(r"[^\W\d_]{2}", part)]
    return [*found, *(["a bracket that never closes"] if depth else [])]


def data_pattern(texts: Iterable[str]) -> re.Pattern[str]:
    """People's own words and names as whole words, longest first, so that no piece of one remains."""
    known = {" ".join(text.split()) for text in texts}
    longest = sorted((text for text in known if len(text) > 1), key=len, reverse=True)
    others = "|".join(map(re.escape, longest)) or "(?!)"
    return re.compile(
        rf"https?://\S+|\b\w+:\w+\b|\b[A-Z0-9]{{5}}(?:-[A-Z0-9]{{5}})+\b|\b[0-9a-f]{{16}}\b|(?<!\w)(?:{others})(?!\w)"
    )


def _ours() -> list[Entry]:
    return fresh_entries(Path(levelground.__file__).parent)


def _texts(entry: Entry) -> tuple[str, ...]:
    return (wrapped(entry.text), wrapped(entry.plural)) if entry.plural else (wrapped(entry.text),)


class Page(HTMLParser):
    """What a person reads or hears of a page, and in which languages it says it is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.languages: list[tuple[str, str]] = []  # the element, its language
        self._inside: list[str] = []
        self._runs: list[str] = []  # brackets may open in one element and close in another
        self.feed(html)
        self.texts.append(" ".join(self._runs))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        given = dict(attrs)
        if "lang" in given:
            self.languages.append((tag, given["lang"]))
        self.texts += [str(given[name]) for name in SAID & set(given) if given[name]]
        if tag == "meta" and given.get("name") == "description":
            self.texts.append(str(given["content"]))
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.texts.append(str(given.get("value")))
        if tag in SILENT | WHOLE or given.get("lang", CODE) != CODE:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            text = " ".join(data.split())
            cut = text.endswith("…") and text.count(OPENS) == text.count(CLOSES) + 1
            self._runs.append(text + CLOSES if cut else text)


def calendar_texts(calendar: str) -> Iterator[str]:
    """What a calendar program shows of a file of ours."""
    for line in calendar.replace("\r\n ", "").replace("\n ", "").splitlines():
        name, _colon, value = line.partition(":")
        if name.partition(";")[0] in {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "NAME", "COMMENT"}:
            yield value.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ")
