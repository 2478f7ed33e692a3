"""Everything that is held about one person, by the data maps. There is no second list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import EmailField, ForeignKey, Model, Q, QuerySet
from django.db.models.deletion import PROTECT

from levelground.accounts.models import Person
from levelground.core.data_map import Erasing, HeldRow, Holding
from levelground.mine.queries.data_maps import holdings


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One kind of thing that is held about somebody, with all of it."""

    holding: Holding
    rows: tuple[HeldRow, ...]

    @property
    def key(self) -> str:
        return self.holding.model


def everything_of(person: Person) -> list[Section]:
    """All of it that they may read, in the order of the apps; kinds of which there is nothing, too."""
    return [
        Section(holding=holding, rows=tuple(rows_of(holding, person)))
        for holding in holdings().values()
        if holding.whose or holding.opened
    ]


def rows_of(holding: Holding, person: Person) -> Iterator[HeldRow]:
    """What this holding tells its person: what had to be opened first, then what the rows say."""
    opened = list(holding.opened(person)) if holding.opened else []
    yield from opened
    known = {label for row in opened for label in row}
    labels = {
        name: entry.label
        for name, entry in holding.fields.items()
        if entry.label and entry.label not in known
    }
    if not labels:
        return
    model = apps.get_model(holding.model)
    links = [name for name in labels if isinstance(model._meta.get_field(name), ForeignKey)]
    rows = rows_about(model, holding, person)
    for row in rows.select_related(*links) if links else rows:
        yield {label: _value(row, name) for name, label in labels.items()}


def rows_about(model: type[Model], holding: Holding, person: Person) -> QuerySet[Model]:
    """The rows that are theirs, or carry their address."""
    theirs = Q(**{holding.whose: person.pk}) if holding.whose else Q(pk__in=())
    for name in addresses_in(model):
        theirs |= Q(**{name: person.email})
    return model._base_manager.filter(theirs).order_by("pk")  # noqa: SLF001  whatever the model hides


def addresses_in(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.fields if isinstance(field, EmailField)]


def to_be_erased() -> Iterator[tuple[type[Model], Holding]]:
    """What goes with an account, by the maps: not what only loses its name."""
    for holding in holdings().values():
        model = apps.get_model(holding.model)
        goes = holding.erasing in {Erasing.DELETED, Erasing.SHREDDED}
        if model is not Person and ((holding.whose and goes) or addresses_in(model)):
            yield model, holding


def held_by(person: Person) -> list[str]:
    """What somebody answers for and would have to hand over or erase before they go: its names."""
    return [
        str(row)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, ForeignKey) and field.remote_field.on_delete is PROTECT
        if field.related_model is Person
        for row in model._base_manager.filter(**{field.name: person})  # noqa: SLF001  likewise
    ]


def _value(row: Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, Model):
        return str(value)
    shown = getattr(row, f"get_{name}_display", None)
    return shown() if shown else value
