"""Public holidays of countries and regions, from the `holidays` library and the zone tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

import holidays


@cache
def countries() -> dict[str, str]:
    """Those whose holidays are known: code and English name, by name."""
    known = set(holidays.list_supported_countries(include_aliases=False))
    named = {code: name for code, name in _lines("iso3166.tab", 2) if code in known}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@cache
def regions(country: str) -> dict[str, str]:
    """The parts of a country that have holidays of their own: code and name, by name."""
    codes = holidays.list_supported_countries(include_aliases=False).get(country, [])
    here = getattr(holidays, country, None)
    names: dict[str, str] = {}
    for name, code in getattr(here, "subdivisions_aliases", {}).items():
        names.setdefault(code, name)
    return dict(sorted(((code, names.get(code, code)) for code in codes), key=lambda p: p[1]))


def holidays_between(country: str, region: str, first: date, until: date) -> dict[date, str]:
    """Day and name. Nothing for a country or region that is not known."""
    if country not in countries() or (region and region not in regions(country)):
        return {}
    found = holidays.country_holidays(
        country, subdiv=region or None, years=range(first.year, until.year + 1)
    )
    return {day: str(name) for day, name in found.items() if first <= day <= until}


@cache
def country_of(zone: str) -> str:
    """The country in which a time zone's clock hangs; "" where there are several or none."""
    for codes, _place, name in _lines("zone.tab", 3):
        if name == zone:
            return codes
    return ""


def _lines(table: str, columns: int) -> Iterator[tuple[str, ...]]:
    text = (files("tzdata") / "zoneinfo" / table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t")[:columns])
