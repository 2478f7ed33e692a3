"""What a form says is ours: no sentence of a framework reaches anybody who mistypes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms

from levelground.agreements.forms import ClauseForm
from levelground.core.agreement import CLAUSES
from levelground.programmes.forms.profile import AnswersForm, ConfidenceForm
from levelground.reports.forms import HoursForm
from levelground.reports.models import Attendance

BORROWED = re.compile(
    r"This field is required|Ensure this|Enter a |Select a valid|is not one of the available"
    r"|No file was submitted|submitted file|Null characters|not a valid"
)


def forms_of_ours() -> Iterator[type[forms.BaseForm]]:
    """Every form that a view knows, wherever it is written down."""
    import_module("levelground.config.urls")
    found: list[type[forms.BaseForm]] = [forms.BaseForm]
    while found:
        form = found.pop()
        found += form.__subclasses__()
        if form.__module__.startswith("levelground."):
            yield form


def fields() -> Iterator[tuple[str, forms.Field]]:
    for form in forms_of_ours():
        for name, field in getattr(form, "base_fields", {}).items():
            yield f"{form.__module__}.{form.__qualname__}.{name}", field


def sayings(field: forms.Field) -> dict[str, str]:
    """Everything this field can say of what was typed, by kind of fault."""
    said = {code: str(text) for code, text in field.error_messages.items()}
    for validator in field.validators:
        code = str(getattr(validator, "code", ""))
        message = getattr(validator, "message", "")
        with_places = (
            message % {"limit_value": 2} if hasattr(message, "_delegate_text") else message
        )
        said.setdefault(code, str(with_places))
    return said


def made_when_it_is_filled() -> Iterator[tuple[str, forms.Field]]:
    """The fields of forms that know only then which they have."""
    clause = next(clause for clause in CLAUSES if clause.number is not None)
    for form in (
        ClauseForm(clause=clause),
        AnswersForm(),
        ConfidenceForm(confidences=()),
        HoursForm([Attendance(pk=1, minutes=90)]),
    ):
        for name, field in form.fields.items():
            if name not in form.base_fields:
                yield f"{type(form).__module__}.{type(form).__qualname__}.{name}", field


FIELDS = {**dict(fields()), **dict(made_when_it_is_filled())}


def makers_of_fields() -> set[str]:
    """Forms that put a field among their own in `__init__`, by the text of their source."""
    found = set()
    for form in forms_of_ours():
        source = inspect.getsource(form)
        if re.search(r"self\.fields\[[^\]]+\] = ", source):
            found.add(f"{form.__module__}.{form.__qualname__}")
    return found


def test_no_form_makes_a_field_that_is_not_looked_at():
    looked_at = {name.rpartition(".")[0] for name, _field in made_when_it_is_filled()}

    assert len(looked_at) == 4
    assert makers_of_fields() == looked_at


@pytest.mark.parametrize("name", FIELDS)
def test_every_fault_of_a_field_has_words_of_ours(name: str):
    assert not {code: text for code, text in sayings(FIELDS[name]).items() if BORROWED.search(text)}


def test_control_a_borrowed_sentence_is_noticed():
    field = forms.CharField(error_messages={"required": "This field is required."})

    assert [code for code, text in sayings(field).items() if BORROWED.search(text)] == ["required"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(), "", "Fill this in."),
        (
            forms.CharField(max_length=1),
            "ab",
            "That is longer than 1 character. Shorten it a little.",
        ),
        (
            forms.CharField(max_length=2),
            "abc",
            "That is longer than 2 characters. Shorten it a little.",
        ),
        (forms.CharField(), "a\x00", "There is a character in it that nobody can see."),
        (forms.IntegerField(), "x", "Give a whole number."),
        (forms.IntegerField(min_value=3), "2", "Give at least 3."),
        (forms.IntegerField(max_value=3), "4", "Give at most 3."),
        (forms.EmailField(), "x", "This is not an e-mail address. It looks like name@place.org."),
        (forms.URLField(assume_scheme="https"), "::", "Give a link, beginning with https://."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one of what is offered."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "Choose among what is offered."),
        (forms.DateField(), "x", "Give a date, such as 2026-03-02."),
        (forms.SlugField(), "a b", "That cannot be used here. Look at what is asked for."),
    ],
)
def test_what_whoever_mistyped_reads(field: forms.Field, typed: object, said: str):
    with pytest.raises(forms.ValidationError) as wrong:
        field.clean(typed)

    assert wrong.value.messages == [said]
