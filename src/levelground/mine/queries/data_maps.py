"""The data maps of all apps, together, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import AutoField, Field, ForeignKey, Model

from levelground.core.data_map import Holding

SECRETS = {"wrapped", "wrapped_with"}  # of a sealed row


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
        fields = [*model._meta.fields, *model._meta.many_to_many]
        has = {field.name for field in fields}
        if label not in maps:
            faults.append(_advice_for_model(model, sorted(has)))
            continue
        says = set(maps[label].fields)
        where = model.__module__.removesuffix(".models") + ".data_map"
        faults += [
            f"{label}.{name} is kept and not in the data map. Add it to the fields of"
            f" Holding(model={label!r}) in {where}: shown(Class.…, label) if its person may read it,"
            " else unshown(Class.…, why not)."
            for name in sorted(has - says - {one.name for one in fields if needs_no_entry(one)})
        ]
        faults += [
            f"{label}.{name} is in the data map ({where}) and no longer kept. Take it out."
            for name in sorted(says - has)
        ]
    faults += [f"{label} is in a data map and is no model." for label in maps if label not in known]
    return faults


def needs_no_entry(field: Field[Any, Any]) -> bool:
    """A number of ours, what only says to which row this one belongs, or the wrapped key of a row.

    No person reads any of them, and they say nothing that the rows they lead to don't.
    """
    if isinstance(field, ForeignKey):
        return True
    return (field.primary_key and isinstance(field, AutoField)) or field.name in SECRETS


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
