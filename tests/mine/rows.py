"""A row of any model, with a mark in every field that can hold one: for tests of completeness."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.constants import LOOKUP_SEP

from levelground.accounts.models import Person

_numbers = count(1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def make_row(model: Any, *, whose: str, person: Person, other: Person) -> Any:
    """A row about `person` by the path `whose`; other people in it are `other`."""
    first, _, rest = whose.partition(LOOKUP_SEP)
    values = {
        field.name: _value(field, first, rest, person, other)
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    }
    return model._base_manager.create(**values)


def _value(field: Any, first: str, rest: str, person: Person, other: Person) -> Any:
    if field.is_relation:
        return _related(field, first, rest, person, other)
    number = next(_numbers)
    if field.choices:
        return field.choices[0][0]
    return _plain(field, number)


def _related(field: Any, first: str, rest: str, person: Person, other: Person) -> Any:
    leads_to = field.name == first
    if field.related_model is Person:
        return person if leads_to else (None if field.null else other)
    if leads_to:
        return make_row(field.related_model, whose=rest, person=person, other=other)
    if field.null:
        return None
    return make_row(field.related_model, whose="", person=person, other=other)


def _plain(field: Any, number: int) -> Any:
    mark = f"mark{number:05}"
    kinds: list[tuple[Any, Any]] = [
        (models.EmailField, f"{mark}@example.org"),
        (models.URLField, f"https://{mark}.example.org"),
        ((models.CharField, models.TextField), mark[-(field.max_length or len(mark)) :]),
        (models.UUIDField, uuid.uuid4()),
        (models.DateTimeField, START + timedelta(minutes=number)),
        (models.DateField, date(2027, 1, 1) + timedelta(days=number % 300)),
        (models.TimeField, time(9, number % 60)),
        (models.DurationField, timedelta(minutes=number)),
        (models.BooleanField, False),
        (models.JSONField, [mark]),
        (models.BinaryField, mark.encode()),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), number)


def model_of(label: str) -> Any:
    return apps.get_model(label)
