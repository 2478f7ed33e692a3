"""A person's calendar address: secret, shown once, revocable, and what it serves (goal S14)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import icalendar
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.groups.models import Group
from levelground.schedule.actions import cancel_date, move_date
from levelground.schedule.models import Date, Feed
from tests.make import Cast, leave, make_dates, make_group, signed_in
from tests.schedule.making import at, calendar_in, letters_to, nth_date, place_of, read_by_others


def make_address(person: Person) -> str:
    found = re.search(r"(/calendar/[\w-]+\.ics)", signed_in(person).post("/calendar/").text)
    assert found
    return found[1]


def test_it_is_shown_once_and_kept_as_a_fingerprint_only(dated: Cast):
    address = make_address(dated.ada)
    secret = address.removeprefix("/calendar/").removesuffix(".ics")

    assert len(secret) == 43  # 256 bits
    assertNotContains(signed_in(dated.ada).get("/calendar/"), secret)
    assert secret not in str(Feed.objects.values())


def test_it_serves_all_dates_of_all_own_groups_without_a_sign_in(dated: Cast):
    second = make_group(name="Second", people=[dated.ada])
    make_dates(second, zone="Europe/Berlin")
    make_dates(dated.other_group)
    response = Client().get(make_address(dated.ada))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = [when for when, _status in read_by_others(response.text)]
    expected = Date.objects.exclude(schedule__group=dated.other_group)
    assert found == list(expected.order_by("starts_at").values_list("starts_at", flat=True))


def test_what_was_moved_or_cancelled_is_so_in_the_calendar(dated: Cast):
    moved, off = nth_date(dated.group, 1), nth_date(dated.group, 2)
    move_date(date=moved, starts_at=moved.starts_at.replace(hour=8))
    cancel_date(date=off)
    found = dict(read_by_others(Client().get(make_address(dated.ada)).text))

    assert found[moved.starts_at.replace(hour=8)] == "CONFIRMED"
    assert moved.starts_at not in found
    assert found[off.starts_at] == "CANCELLED"


def test_it_says_nothing_of_anybody(dated: Cast):
    text = Client().get(make_address(dated.ada)).text

    assert "SUMMARY:Peer group" in text
    for name in ("Tuesday group", "Ada", "Ben", "Cai", "example.org"):
        assert name not in text.replace("levelground.example.org", "")


def test_a_new_address_closes_the_old_one(dated: Cast):
    old, new = make_address(dated.ada), make_address(dated.ada)

    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_switched_off_it_opens_nothing(dated: Cast):
    address = make_address(dated.ada)
    signed_in(dated.ada).post("/calendar/off/")

    assert Client().get(address).status_code == 404
    assertContains(signed_in(dated.ada).get("/calendar/"), "Make my address")


def test_a_closed_account_has_no_calendar(dated: Cast):
    address = make_address(dated.ada)
    dated.ada.is_active = False
    dated.ada.save()

    assert Client().get(address).status_code == 404


def test_whoever_leaves_a_group_sees_its_dates_no_more(dated: Cast):
    address = make_address(dated.ada)
    leave(place_of(dated.ada, dated.group))

    assert not read_by_others(Client().get(address).text)


def test_past_meetings_stay_with_whoever_leaves(dated: Cast):
    """And nothing else does: neither what is to come nor what the group is called from then on."""
    address = make_address(dated.ada)
    Group.objects.filter(pk=dated.group.pk).update(calendar_title="Wrens")
    past = [nth_date(dated.group, number).starts_at for number in range(3)]
    with at("2026-04-01T09:00"):
        leave(place_of(dated.ada, dated.group))
        text = Client().get(address).text

    assert [when for when, _status in read_by_others(text)] == past
    assert "SUMMARY:Peer group" in text
    assert not re.search("Wrens|URL:|DESCRIPTION", text)


def test_a_date_moved_over_the_day_of_leaving_is_on_the_side_where_it_took_place(dated: Cast):
    address = make_address(dated.ada)
    later, sooner = nth_date(dated.group, 1), nth_date(dated.group, 5)
    move_date(date=later, starts_at=datetime(2026, 6, 1, 7, tzinfo=UTC))
    move_date(date=sooner, starts_at=datetime(2026, 3, 20, 7, tzinfo=UTC))
    first = nth_date(dated.group, 0).starts_at
    with at("2026-03-28T09:00"):
        leave(place_of(dated.ada, dated.group))
        found = [when for when, _status in read_by_others(Client().get(address).text)]

    assert found == [first, datetime(2026, 3, 20, 7, tzinfo=UTC)]


# Only what is new is sent


def ask(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def test_a_program_that_has_it_is_told_so(dated: Cast):
    address = make_address(dated.ada)
    first = ask(address)

    assert first["Cache-Control"] == "private, no-cache"
    with at("2026-03-02T12:00"):
        for had in (
            {"If-None-Match": first["ETag"]},
            {"If-Modified-Since": first["Last-Modified"]},
        ):
            again = ask(address, **had)
            assert (again.status_code, again.content) == (304, b"")
        assert ask(address)["ETag"] == first["ETag"], "time alone makes no news"


def change_title(cast: Cast) -> None:
    edit_group(cast, calendar_title="Wrens")


NEWS: dict[str, Callable[[Cast], object]] = {
    "moved": lambda cast: move_date(
        date=nth_date(cast.group, 1), starts_at=datetime(2026, 4, 1, 7, tzinfo=UTC)
    ),
    "cancelled": lambda cast: cancel_date(date=nth_date(cast.group, 1)),
    "left": lambda cast: leave(place_of(cast.ada, cast.group)),
    "title": change_title,
    "one more group": lambda cast: make_dates(make_group(name="Second", people=[cast.ada])),
}


@pytest.mark.parametrize("news", NEWS)
@pytest.mark.parametrize("later", ["2026-03-02T09:00", "2026-03-05T09:00"])
def test_whatever_is_new_is_sent_even_in_the_same_second(dated: Cast, news: str, later: str):
    address = make_address(dated.ada)
    first = ask(address)
    with at(later):
        NEWS[news](dated)
        by_mark = ask(address, **{"If-None-Match": first["ETag"]})
        by_time = ask(address, **{"If-Modified-Since": first["Last-Modified"]})

    assert (by_mark.status_code, by_time.status_code) == (200, 200)
    assert by_mark["Last-Modified"] > first["Last-Modified"]


def test_other_pages_are_still_kept_nowhere(dated: Cast):
    response = signed_in(dated.ada).get("/calendar/")

    assert response["Cache-Control"] == "no-store, private"
    assert "ETag" not in response


def test_a_button_hands_the_address_to_a_calendar_program(dated: Cast):
    page = signed_in(dated.ada).post("/calendar/").text

    [address] = re.findall(r"<code[^>]*>https?://(\S+)</code>", page)
    assert f'href="webcal://{address}"' in page


# What entries say


def edit_group(cast: Cast, **changed: str) -> None:
    usual = {"name": "Tuesday group", "quorum": "3", "minutes": "90"}
    response = signed_in(cast.ada).post(f"/groups/{cast.group.pk}/edit/", usual | changed)
    assert response.status_code == 302, response.text


CALL = "https://meet.example/wrens"


def test_entries_say_what_members_chose_and_how_to_answer(dated: Cast):
    edit_group(dated, calendar_title="Wrens", call_link=CALL, link_in_calendars="on")
    [letter] = letters_to(dated.ben)

    for text in (ask(make_address(dated.ben)).text, calendar_in(letter)):
        [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
        assert (event["SUMMARY"], event["LOCATION"]) == ("Wrens", CALL)
        assert f"/groups/{dated.group.pk}/dates/" in str(event["DESCRIPTION"])
        assert "Accept and Decline" in str(event["DESCRIPTION"])
    assert "SEQUENCE:1" in calendar_in(letter), "newer than what calendars have"
    for said in ("Wrens", CALL):
        assert said not in letter.subject + letter.body


def test_a_call_link_is_in_no_calendar_where_members_did_not_say_so(dated: Cast):
    edit_group(dated, call_link=CALL)

    assert not letters_to(dated.ben), "calendars show nothing new"
    text = ask(make_address(dated.ben)).text
    assert CALL not in text
    assert "SUMMARY:Peer group" in text
    assert CALL in signed_in(dated.ben).get(f"/groups/{dated.group.pk}/dates/").text


@pytest.mark.parametrize("tail", ["\r\nATTENDEE:mailto:eve@example.org", "\x0b\u2028X:1", ";,:\\n"])
def test_no_name_becomes_a_line_of_its_own(dated: Cast, tail: str):
    edit_group(dated, calendar_title=f"Wrens{tail}")
    text = ask(make_address(dated.ada)).text

    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert "X" not in event
    assert str(event["SUMMARY"]).startswith("Wrens")


def test_no_secret_is_in_the_logs(dated: Cast, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    address = make_address(dated.ada)
    Client().get(address)
    Client().get(address.replace(".ics", "x.ics"))

    from levelground.config.logs import Formatter  # noqa: PLC0415

    lines = [Formatter("{message}", style="{").format(record) for record in caplog.records]
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert not [line for line in lines if secret in line]


def test_guessing_is_slowed_down(dated: Cast):
    answers = [Client().get(f"/calendar/{number:043}.ics").status_code for number in range(130)]

    assert answers[:120] == [404] * 120
    assert answers[120:] == [429] * 10


@pytest.mark.parametrize("groups", [1, 3])
def test_more_groups_cost_no_more_queries(
    dated: Cast, groups: int, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for number in range(groups):
        make_dates(make_group(name=f"Group {number}", people=[dated.ada]))
    address = make_address(dated.ada)
    Client().get(address)  # the first time, and after news, one more: it is noted

    with django_assert_max_num_queries(10):
        Client().get(address)
