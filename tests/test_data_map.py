"""Goal P1: every field of every model is in a data map. What a failure says is what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.test.utils import isolate_apps

from levelground.accounts.models import Person
from levelground.core.data_map import OURS, Class, Entry, Erasing, shown
from levelground.groups.models import Member
from levelground.mine.queries.data_maps import holdings, unmapped

MODELS = apps.get_models(include_auto_created=True)


def test_every_field_of_every_model_is_in_the_data_map():
    faults = unmapped(MODELS, holdings())

    assert not faults, "\n\n".join(["The data map has gaps.", *faults])


def test_control_a_new_field_is_noticed():
    member = holdings()["groups.Member"]
    without = {name: entry for name, entry in member.fields.items() if name != "left_at"}

    faults = unmapped([Member], {"groups.Member": replace(member, fields=without)})

    assert len(faults) == 1
    assert "groups.Member.left_at is kept and not in the data map" in faults[0]
    assert "levelground.groups.data_map" in faults[0]


@isolate_apps("levelground.groups")
def test_control_a_new_model_is_noticed():
    class Secret(models.Model):
        what = models.TextField()

        class Meta:
            app_label = "groups"

        def __str__(self) -> str:
            return "a secret"

    [fault] = unmapped([Secret], {})

    assert "groups.Secret is kept and in no data map" in fault


def test_control_a_field_that_is_gone_is_noticed():
    member = holdings()["groups.Member"]
    more = replace(member, fields={**member.fields, "shoe_size": OURS})

    [fault] = unmapped([Member], {"groups.Member": more})

    assert "no longer kept" in fault


@pytest.mark.parametrize("label", holdings())
def test_each_holding_says_what_for_who_reads_how_long(label: str):
    one = holdings()[label]

    assert all((one.about, one.why, one.readers, one.until, one.erasing))
    assert all(entry.label or entry.because for entry in one.fields.values())


def models_at(model: Any, path: str) -> set[Any]:
    """The model of the last field of a path, and what that field leads to."""
    name, _, rest = path.partition(LOOKUP_SEP)
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return models_at(found.related_model, rest) if rest else {found.model, found.related_model}


@pytest.mark.parametrize("label", [label for label, one in holdings().items() if one.whose])
def test_the_way_to_the_person_leads_to_the_person(label: str):
    assert Person in models_at(apps.get_model(label), holdings()[label].whose)


def test_what_has_a_person_is_about_somebody():
    """A model with a foreign key to Person says by which one it is theirs, or why it is nobody's."""
    forgotten = [
        model._meta.label
        for model in MODELS
        if any(field.related_model is Person for field in model._meta.fields)
        and not holdings()[model._meta.label].whose
    ]

    assert forgotten == []


def test_what_is_told_is_never_a_key():
    keys = [
        (one.model, name)
        for one in holdings().values()
        for name, entry in one.fields.items()
        if entry.label and (entry.of is Class.KEY or name in {"mark", "wrapped", "body"})
    ]

    assert keys == []


def test_what_goes_with_the_account_is_what_the_database_lets_go():
    """A holding that says “deleted” must be reached by a cascade from its person."""
    stuck = [
        one.model
        for one in holdings().values()
        if one.whose and one.whose != "pk" and one.erasing in {Erasing.DELETED, Erasing.SHREDDED}
        for field in [apps.get_model(one.model)._meta.get_field(one.whose.split(LOOKUP_SEP)[0])]
        if getattr(field, "remote_field", None)
        and field.remote_field.on_delete not in {models.CASCADE, models.PROTECT}
    ]

    assert stuck == []


def test_an_entry_is_told_or_has_a_reason():
    assert shown(Class.MEETING, "Group").label
    with pytest.raises(ValueError, match="a reason why"):
        Entry(Class.MEETING)
