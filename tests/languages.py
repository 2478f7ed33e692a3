"""A language for the length of a test, as if its folder lay in `locale/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django.conf.locale
from pytest_django import Settings

from levelground.core.catalogue import Entry, compiled


@contextmanager
def spoken(
    code: str, entries: Iterable[Entry], *, settings: Settings, folder: Path, name: str
) -> Iterator[None]:
    """The house speaks this language too, with these texts."""
    place = folder / code.replace("-", "_") / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").write_bytes(compiled(entries))
    info = {"bidi": False, "code": code, "name": name, "name_local": name}
    django.conf.locale.LANG_INFO[code] = info
    settings.LOCALE_PATHS = [folder]
    settings.LANGUAGES = [*settings.LANGUAGES, (code, name)]
    try:
        yield
    finally:
        del django.conf.locale.LANG_INFO[code]
