from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.access.world import World, make_world, undone


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once: there are many questions, and each of them is undone."""
    with django_db_blocker.unblock(), undone():
        yield make_world()


@pytest.fixture
def world(built: World, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    built.sign_ins.clear()
    built.browsers.clear()
    monkeypatch.setattr("levelground.ui.pdf.pdf_of", lambda *_, **_style: b"%PDF")
    with undone():
        yield built
