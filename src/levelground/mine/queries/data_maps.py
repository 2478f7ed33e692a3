"""The data maps of all apps, together, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Model

from levelground.core.data_map import Holding


@cache
def holdings() -> dict[str, Holding]:
    """By label of the model, in the order of the apps."""
    return {one.model: one for config in apps.get_app_configs() for one in _of_app(config.name)}


def unmapped(models: Iterable[type[Model]], maps: dict[str, Holding]) -> list[str]:
    """What is kept and not in a data map, or is in one and not kept; each with what to do."""
    faults: list[str] = []
    known = set()
    for model in models:
        label = model._meta.label
        known.add(label)
        has = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
        if label not in maps:
            faults.append(_advice_for_model(model, sorted(has)))
            continue
        says = set(maps[label].fields)
        where = model.__module__.removesuffix(".models") + ".data_map"
        faults += [
            f"{label}.{name} is kept and not in the data map. Add it to the fields of"
            f" Holding(model={label!r}) in {where}: told(Class.…, label) if its person may read it,"
            " else untold(Class.…, why not)."
            for name in sorted(has - says)
        ]
        faults += [
            f"{label}.{name} is in the data map ({where}) and no longer kept. Take it out."
            for name in sorted(says - has)
        ]
    faults += [f"{label} is in a data map and is no model." for label in maps if label not in known]
    return faults


def _of_app(name: str) -> tuple[Holding, ...]:
    where = f"{name}.data_map"
    if not name.startswith("levelground.") or find_spec(where) is None:
        return ()
    found: tuple[Holding, ...] = import_module(where).HOLDINGS
    return found


def _advice_for_model(model: type[Model], names: list[str]) -> str:
    app = model.__module__.removesuffix(".models")
    if not app.startswith("levelground."):
        app = "levelground.accounts (or the app of ours that uses it)"
    return (
        f"{model._meta.label} is kept and in no data map. Write a Holding for it into HOLDINGS in"
        f" {app}, data_map.py (see levelground.groups.data_map for one): what it is about, why,"
        f" who reads it, until when, what becomes of it when somebody closes their account, and"
        f" an entry for each of {', '.join(names)}."
    )
