"""Which rows hold sealed keys, and under which keys of the key file: found by their fields, in any app.

A model whose rows are sealed has `wrapped` (its data key, encrypted; empty once there is none) and
`wrapped_with` (the name of the key that did it). Nothing is registered, so nothing is forgotten.
"""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db import connection
from django.db.models import Count, Model, QuerySet


def sealed_models() -> list[type[Model]]:
    """Every model whose rows have a data key of their own."""
    return [model for model in apps.get_models() if _is_sealed(model)]


def key_names_in_use() -> set[str]:
    """The names of all keys that something in the database is sealed with."""
    asked = [_sealed(model).values_list("wrapped_with") for model in _migrated()]
    return {name for (name,) in asked[0].union(*asked[1:])} if asked else set()


def rows_under_each_key() -> Counter[str]:
    """How many rows are sealed with each key, for whoever has to be told."""
    rows: Counter[str] = Counter()
    for model in _migrated():
        counted = _sealed(model).values_list("wrapped_with").annotate(Count("pk"))
        rows.update(dict(counted))
    return rows


def _is_sealed(model: type[Model]) -> bool:
    return {"wrapped", "wrapped_with"} <= {field.name for field in model._meta.fields}


def _sealed(model: type[Model]) -> QuerySet[Model]:
    return QuerySet(model).exclude(wrapped=b"").order_by()


def _migrated() -> list[type[Model]]:
    """Those that have their table: an older database is asked before it is migrated, too."""
    tables = set(connection.introspection.table_names())
    return [model for model in sealed_models() if model._meta.db_table in tables]
