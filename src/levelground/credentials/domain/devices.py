"""What a browser says it is, in two words; and the cookie by which we know it again."""

from __future__ import annotations

import hashlib
import re

from django.utils.translation import gettext as _

BROWSERS = (  # the first that matches: most browsers claim to be others too
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|OPT/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"CrOS", "ChromeOS"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS", "Mac"),
    (r"Linux|X11", "Linux"),
)
LONGEST = 512  # characters of what a browser says


def kind_of(user_agent: str) -> str:
    """As it's kept: `Firefox|Windows`, with gaps where we can't say."""
    text = user_agent[:LONGEST]
    return f"{_first(BROWSERS, text)}|{_first(SYSTEMS, text)}"


def in_words(kind: str) -> str:
    browser, _bar, system = kind.partition("|")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A device we don't recognise")


def fingerprint(person: int, token: str) -> str:
    """Of a random cookie: what the database knows it by.

    Two people in one browser have nothing in common in the database.
    """
    return hashlib.sha256(f"{person}:{token}".encode()).hexdigest()


def _first(kinds: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in kinds if re.search(pattern, text)), "")
