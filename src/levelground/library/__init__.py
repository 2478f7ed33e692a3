"""The processes that come with Level Ground, as TOML files beside this module."""

from __future__ import annotations

from functools import cache
from importlib import resources

from levelground.core.process import Book, read


@cache
def book() -> Book:
    """Every process of the library, by id. Files here are content, checked by the tests."""
    files = sorted(resources.files(__package__).iterdir(), key=lambda file: file.name)
    processes = [
        read(file.read_text(encoding="utf-8"), file=file.name)
        for file in files
        if file.name.endswith(".toml") and file.name.count(".") == 1
    ]
    return {process.id: process for process in processes}
