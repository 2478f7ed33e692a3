"""What the group's page and the list of groups say of the agreement: how far, and one thing to do."""

from __future__ import annotations

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from levelground.groups.actions.groups import end_group
from tests.agreements.table import Table, make_table
from tests.agreements.test_agreement import close_sessions
from tests.make import make_agreement, make_group, make_person, signed_in
from tests.room import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> Table:
    return make_table()


def where(table: Table, name: str = "Ada") -> str:
    """What the group's page says of how far it is, before all else."""
    page = table.browsers[name].get(f"/groups/{table.group.pk}/").text
    found = page.split('id="next-step"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", found))


def links(table: Table) -> dict[str, str]:
    """Of the card of the agreement."""
    page = table.browsers["Ada"].get(f"/groups/{table.group.pk}/").text
    found = page.split('id="agreement-head"')[1].split("</section>")[0]
    pairs = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>\s*(.*?)\s*</a>', found, re.DOTALL)
    return {name: address for address, name in pairs}


def test_how_far_it_is_is_said(table: Table):
    assert "what could go wrong" in where(table)
    table.begin()
    assert "You are writing" in where(table)
    table.write_all()
    table.post("Ada", "proposal/")
    assert "waits for your yes" in where(table)
    table.accept("Ada", "Ben", "Cai")
    with later(days=30):
        close_sessions(table, 3)
        assert "wanted to look at your agreement again" in where(table)
        table.post("Ada", "draft/")
        assert "open again" in where(table)


def test_the_card_leads_to_the_agreement_and_to_the_worries(table: Table):
    assert links(table) == {"To our agreement": table.url()}
    table.name_worry("Ada", "That it gets around")
    assert links(table) == {
        "To our agreement": table.url(),
        "What could go wrong for us": table.url("worries/"),
    }


def test_what_comes_first_is_not_said_twice(table: Table):
    page = table.browsers["Ada"].get(f"/groups/{table.group.pk}/").text

    assert page.count("Before you work together") == 1


def test_whoever_is_alone_has_nobody_to_agree_with():
    alone = make_table(("Ada",))

    assert "agreement-head" not in alone.browsers["Ada"].get(f"/groups/{alone.group.pk}/").text


def test_a_group_that_has_ended_can_still_read_it_and_change_nothing(table: Table):
    table.agree(line="We listen first.")
    end_group(group=table.group)

    assert "Read it, or keep it on paper" in links(table)
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
        with django_assert_num_queries(21):
            client.get("/")
