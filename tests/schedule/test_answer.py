"""Saying whether you come, from a letter, without signing in (goals S14, S16; safe from scanners)."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.signing import Signer
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from levelground.schedule.actions import move_date, remind
from levelground.schedule.models import Coming, Date
from levelground.schedule.queries.links import answer_secret
from tests.make import Cast, leave, make_dates, make_group, signed_in
from tests.schedule.making import (
    at,
    first_date,
    letters_to,
    link_in,
    live_in,
    nth_date,
    place_of,
)


def link(cast: Cast, who: str = "ben", date: Date | None = None) -> str:
    member = place_of(getattr(cast, who), cast.group)
    return f"/coming/{answer_secret(date or nth_date(cast.group, 1), member.pk)}/"


def test_opening_the_link_changes_nothing_however_often(dated: Cast):
    """Mail scanners open every link, with HEAD and GET, and without cookies."""
    for _time in range(3):
        assertContains(Client().get(link(dated)), "Can you come?")
        assert Client().head(link(dated)).status_code == 200

    assert not Coming.objects.exists()


def test_the_button_records_without_a_sign_in(dated: Cast):
    browser = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(link(dated)).text)
    assert token

    said = {"coming": "no", "csrfmiddlewaretoken": token[1]}
    assertContains(browser.post(link(dated), said), "You cannot come.")

    assert [(one.member.person, one.is_coming) for one in Coming.objects.all()] == [
        (dated.ben, False)
    ]
    assert "_auth_user_id" not in browser.session


def test_nobody_is_signed_in_by_it(dated: Cast):
    browser = Client()
    browser.post(link(dated), {"coming": "yes"})

    assert browser.get(f"/groups/{dated.group.pk}/").status_code == 302


def test_it_shows_nothing_of_the_group(dated: Cast):
    text = Client().get(link(dated)).text

    for secret in (
        "Tuesday group",
        "Ada",
        "Ben",
        "Cai",
        "example.org",
        f"/groups/{dated.group.pk}",
    ):
        assert secret not in text


def test_times_are_on_the_clock_of_whoever_the_link_is_for(dated: Cast):
    live_in(dated.ben, "Europe/Berlin")

    assertContains(Client().get(link(dated)), "Tuesday 17 March 2026, 07:00")


def test_it_is_for_one_person_whoever_is_signed_in(dated: Cast):
    signed_in(dated.dana).post(link(dated), {"coming": "no"})

    assert Coming.objects.get().member.person == dated.ben


def test_from_when_the_date_begins_it_opens_nothing(dated: Cast):
    there = link(dated)
    with at("2026-03-17T05:59"):
        assert Client().get(there).status_code == 200
    with at("2026-03-17T06:00"):
        assert Client().get(there).status_code == 404
        assert Client().post(there, {"coming": "no"}).status_code == 404
    assert not Coming.objects.exists()


def test_an_older_letter_opens_no_date_that_has_begun_earlier(dated: Cast):
    there = link(dated)
    date = nth_date(dated.group, 1)
    move_date(date=date, starts_at=date.starts_at.replace(day=12))
    with at("2026-03-13T06:00"):
        assert Client().get(there).status_code == 404


def test_whoever_has_left_answers_no_more(dated: Cast):
    there = link(dated)
    leave(place_of(dated.ben, dated.group))

    assert Client().get(there).status_code == 404


def test_whoever_has_a_closed_account_answers_no_more(dated: Cast):
    there = link(dated)
    dated.ben.is_active = False
    dated.ben.save()

    assert Client().get(there).status_code == 404


def test_a_date_that_is_gone_is_explained(dated: Cast):
    there = link(dated)
    make_dates(dated.group, minutes=60)

    assertContains(Client().get(there), "There is nothing to answer here", status_code=404)


def test_a_member_of_another_group_is_nobody_here(dated: Cast):
    other = make_group(name="Others", people=[dated.dana])
    secret = answer_secret(first_date(dated.group), place_of(dated.dana, other).pk)

    assert Client().get(f"/coming/{secret}/").status_code == 404


@pytest.mark.parametrize("said", [{}, {"coming": "perhaps"}, {"coming": "\x00"}])
def test_a_button_that_cannot_be_read_is_said(dated: Cast, said: dict[str, str]):
    assertContains(Client().post(link(dated), said), "could not be read", status_code=422)


def test_a_link_of_another_kind_is_none(dated: Cast):
    """Signed with our own key, but for something else."""
    date, member = first_date(dated.group), place_of(dated.ben, dated.group)
    until = int(date.starts_at.timestamp())
    other = Signer(salt="another purpose").sign(f"{date.pk}.{member.pk}.{until}")

    assert Client().get(f"/coming/{other}/").status_code == 404


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_was_made_up_opens_nothing(dated: Cast, made_up: str):
    from urllib.parse import quote  # noqa: PLC0415

    answer = Client().post(f"/coming/{quote(made_up, safe='')}/", {"coming": "no"})

    assert answer.status_code in {301, 404}
    assert not Coming.objects.exists()


@pytest.mark.parametrize("place", [0, 2, 6, 20, -1, -5])
def test_a_link_with_one_letter_changed_opens_nothing(dated: Cast, place: int):
    secret = link(dated).split("/")[2]
    letter = "A" if secret[place] != "A" else "B"
    changed = secret[:place] + letter + (secret[place + 1 :] if place != -1 else "")

    assert Client().get(f"/coming/{changed}/").status_code == 404


def test_the_letter_has_the_link_of_its_reader(dated: Cast):
    with at("2026-03-10T07:00"):
        remind()
        [letter] = letters_to(dated.cai)
        Client().post(link_in(letter), {"coming": "no"})

    assert Coming.objects.get().member.person == dated.cai
    links = {link_in(letter) for letter in mail.outbox}
    assert len(links) == 3
