"""What the group's page and the list of groups say of the agreement: how far, and one thing to do."""

from __future__ import annotations

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from levelground.groups.actions import end_group
from tests.agreements.table import Table, filled_buttons, make_table
from tests.agreements.test_agreement import close_sessions
from tests.make import make_agreement, make_group, make_person, signed_in
from tests.room import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> Table:
    return make_table()


def card(table: Table, name: str = "Ada") -> tuple[str, str]:
    """What the card says, and its one link."""
    page = table.browsers[name].get(f"/groups/{table.group.pk}/").text
    found = page.split('id="agreement-head"')[1].split("</section>")[0]
    links = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>\s*(.*?)\s*</a>', found, re.DOTALL)
    assert len(links) == 1
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", found)), links[0][1]


def hint(table: Table, name: str = "Ada") -> str:
    return table.browsers[name].get("/").text


def test_it_leads_from_worries_to_what_holds(table: Table):
    assert card(table)[1] == "Name what worries you"
    assert "Name what worries you" in hint(table)
    for name in table.people:
        table.name_worry(name, f"{name} worries")
    table.enough("Ada")
    assert card(table)[1] == "How far are we?"
    assert card(table, "Ben")[1] == "Name what worries you"
    assert "Name what worries you" not in hint(table)
    table.enough("Ben", "Cai")
    table.post("Ada", "worries/showing/")
    assert card(table)[1] == "What worries us"
    table.begin()
    assert "You are writing" in card(table)[0]
    table.write_all()
    table.post("Ada", "proposal/")
    assert "waits for your yes" in card(table)[0]
    assert "Read it and say yes" in hint(table)
    table.accept("Ada")
    assert "2 of you have not yet" in card(table)[0]
    assert "Read it and say yes" not in hint(table)
    table.accept("Ben", "Cai")
    assert "In force since" in card(table)[0]
    with later(days=30):
        close_sessions(table, 3)
        assert card(table)[1] == "Look at it again"
        assert "Look at it again" in hint(table)
        table.post("Ada", "draft/")
        assert "open again" in card(table)[0]


def test_the_page_still_has_one_filled_button(table: Table):
    page = table.browsers["Ada"].get(f"/groups/{table.group.pk}/").text

    assert filled_buttons(page) == ["Plan a session, or begin one now"]


def test_whoever_is_alone_has_nobody_to_agree_with():
    alone = make_table(("Ada",))

    assert "agreement-head" not in alone.browsers["Ada"].get(f"/groups/{alone.group.pk}/").text


def test_a_group_that_has_ended_can_still_read_it_and_change_nothing(table: Table):
    table.agree(line="We listen first.")
    end_group(group=table.group)

    assert card(table)[1] == "Read it, or keep it on paper"
    assert "We listen first." in table.page("Ada", "versions/1/book/")
    assert table.post("Ada", "draft/").status_code == 404
    assert table.post("Ada", "worries/enough/").status_code == 404


def test_three_groups_with_agreements_cost_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    few, many, third = make_person("Ada"), make_person("Ben"), make_person("Cai")
    groups = [make_group(people=(few, third))]
    groups += [make_group(name=f"Group {number}", people=(many, third)) for number in range(3)]
    for group in groups:
        make_agreement(group=group)

    for person in (few, many):
        client = signed_in(person)
        with django_assert_num_queries(14):
            client.get("/")
