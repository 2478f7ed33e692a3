from __future__ import annotations

from types import SimpleNamespace

import pytest

from levelground.ui.templatetags import ui


@pytest.mark.parametrize(
    ("seconds", "shown"), [(400, "6:40"), (59.9, "0:59"), (0, "0:00"), (-3, "0:00"), (None, "0:00")]
)
def test_a_clock_face(seconds: float | None, shown: str):
    assert ui.clock_face(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (45, "45 seconds"),
        (60, "1 minute"),
        (90, "1:30 minutes"),
        (600, "10 minutes"),
        (1, "1 second"),
    ],
)
def test_a_length_in_words(seconds: float, shown: str):
    assert ui.as_minutes(seconds) == shown


def test_details_are_taken_as_words_or_as_things_with_a_label():
    may = {"seat": (SimpleNamespace(value=3, label="Cai"),), "propose-timers": ("off",)}

    assert ui.details(may, "seat") == [ui.Detail("3", "Cai")]
    assert ui.details(may, "propose-timers") == [ui.Detail("off", "off")]
    assert ui.details(may, "done") == []


def test_keys_differ():
    assert ui.fresh_key() != ui.fresh_key()


def test_an_icon_is_hidden_from_those_who_listen():
    assert 'aria-hidden="true"' in ui.icon("lock")
    assert "<svg" in ui.icon("lock")
