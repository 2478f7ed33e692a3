"""Half-hours of a week: what a browser sends, what it means, and how it is drawn again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from levelground.ui.week import WEEK, WeekField, halves_of, spans_of

TUESDAY = 24 * 60


class Form(forms.Form):
    free = WeekField(label="When could you meet?")


class Whenever(forms.Form):
    free = WeekField(label="When could you meet?", required=False)


def sent(*halves: object, form: type[forms.Form] = Form) -> forms.Form:
    data = QueryDict(mutable=True)
    data.setlist("free", [str(half) for half in halves])
    return form(data)


def test_neighbouring_half_hours_are_one_span():
    form = sent(TUESDAY + 570, TUESDAY + 540, TUESDAY + 600, TUESDAY + 720)

    assert form.is_valid()
    assert form.cleaned_data["free"] == (
        (TUESDAY + 540, TUESDAY + 630),
        (TUESDAY + 720, TUESDAY + 750),
    )


def test_the_same_half_hour_twice_is_one():
    form = sent(0, 0)

    assert form.is_valid()
    assert form.cleaned_data["free"] == ((0, 30),)


def test_the_week_ends_on_sunday_at_midnight():
    form = sent(WEEK - 30)

    assert form.is_valid()
    assert form.cleaned_data["free"] == ((WEEK - 30, WEEK),)


def test_no_half_hour_is_asked_about():
    form = sent()

    assert not form.is_valid()
    assert "Touch the half-hours" in form.errors["free"][0]


def test_no_half_hour_is_an_answer_where_it_may_be_left_open():
    form = sent(form=Whenever)

    assert form.is_valid()
    assert form.cleaned_data["free"] == ()


@pytest.mark.parametrize(
    "nonsense", ["", "x", "-30", "15", str(WEEK), "9" * 5000, "30.0", "٣٠", "\x00", "1e3"]
)
def test_what_is_no_half_hour_is_refused_in_a_sentence(nonsense: str):
    form = sent(nonsense)

    assert not form.is_valid()
    assert "not a half-hour" in form.errors["free"][0]
    assert "week-grid" in str(form)


def test_more_boxes_than_there_are_is_refused():
    form = sent(*[0] * 400)

    assert not form.is_valid()


@given(st.sets(st.integers(0, WEEK // 30 - 1)))
def test_spans_and_half_hours_say_the_same(numbers: set[int]):
    halves = {number * 30 for number in numbers}

    assert set(halves_of(spans_of(halves))) == halves


def test_a_span_past_sunday_midnight_goes_on_on_monday():
    assert set(halves_of(((WEEK - 30, WEEK + 30),))) == {WEEK - 30, 0}


def test_only_whole_half_hours_within_a_span_are_shown_as_free():
    assert list(halves_of(((545, 650),))) == [570, 600]


def chosen_in(html: str) -> set[int]:
    inputs: list[str] = re.findall(r"<input[^>]*>", html)
    return {
        int(re.findall(r'value="(\d+)"', one)[0]) for one in inputs if re.search(r"\bchecked", one)
    }


@pytest.mark.parametrize("form", [Form(initial={"free": ((540, 630),)}), sent(540, 570, 600)])
def test_what_was_said_is_drawn_again(form: Any):
    assert chosen_in(str(form)) == {540, 570, 600}


def test_each_box_has_a_name_of_its_own():
    html = str(Form())

    names = re.findall(r'<span class="unseen">([^<]+)</span>', html)
    assert len(names) == len(set(names)) == 7 * 48
    assert "Monday 9:30" in names


def test_hours_at_night_are_folded_until_somebody_is_free_then():
    assert "open" not in re.findall(r"<details[^>]*>", str(Form()))[0]
    assert "open" in re.findall(r"<details[^>]*>", str(Form(initial={"free": ((0, 60),)})))[0]
