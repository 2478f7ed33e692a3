"""What could go wrong for us: named unseen, shown together without names, answered by clauses."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.asserts import assertRedirects

from levelground.agreements.models import Enough, Lead, Naming
from levelground.agreements.queries.agreement import version_of
from levelground.agreements.queries.worries import shown_worries
from levelground.groups.actions.membership_hooks import membership_changed
from levelground.runtime import clock
from tests.agreements.table import Table, filled_buttons, make_table
from tests.make import leave
from tests.room import later

pytestmark = pytest.mark.django_db

OWN = {
    "Ada": "The grant decides who speaks",
    "Ben": "My manager knows Cai's manager",
    "Cai": "I cry easily",
}


@pytest.fixture
def table() -> Table:
    return make_table()


@pytest.fixture
def named(table: Table) -> Table:
    """Each of the three has named something in their own words, and Ben an example too."""
    for name, own in OWN.items():
        table.name_worry(name, own, examples=["cosy"] if name == "Ben" else [])
    return table


# Unseen


def test_only_the_writer_sees_what_they_named(named: Table):
    assert OWN["Ada"] in named.page("Ada", "worries/")
    for name in ("Ben", "Cai"):
        assert OWN["Ada"] not in named.page(name, "worries/")
        assert OWN["Ada"] not in named.page(name)


def test_the_page_says_who_sees_it_before_anybody_writes(table: Table):
    page = table.page("Ada", "worries/")

    assert "only you" in page
    assert "at least three of you" in page
    assert "one of two people" in page
    assert page.index("at least three of you") < page.index("<textarea")


def test_naming_moves_nothing_on_that_the_others_could_see(table: Table):
    """No tick, no version, no change on the others' pages: not even that somebody writes."""
    table.enough("Cai")
    before = version_of(table.group), _without_keys(table.page("Ben", "worries/"))

    table.name_worry("Ada", OWN["Ada"], examples=["cosy"])

    assert (version_of(table.group), _without_keys(table.page("Ben", "worries/"))) == before


def _without_keys(page: str) -> str:
    return re.sub(r'nonce="[^"]*"|\w{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', "", page)


def test_examples_are_ticked_and_unticked(table: Table):
    table.name_worry("Ada", examples=["cosy", "late"])
    assert re.search(r'value="cosy"[^>]*checked', table.page("Ada", "worries/"))

    table.name_worry("Ada", examples=["late"])

    page = table.page("Ada", "worries/")
    assert not re.search(r'value="cosy"[^>]*checked', page)
    assert re.search(r'value="late"[^>]*checked', page)


def test_the_same_form_sent_twice_names_it_once(table: Table):
    for _press in range(2):
        table.post("Ada", "worries/", id="6f2d61ac-2d8c-4b1c-9a56-1c2d6f2d61ac", text=OWN["Ada"])

    assert table.page("Ada", "worries/").count(f'said__text">{OWN["Ada"]}<') == 1


def test_what_is_taken_back_is_gone(named: Table):
    page = named.get("Ada", "worries/").text
    where = re.search(r'action="([^"]*/back/)"', page)
    assert where

    named.browsers["Ben"].post(where[1])
    assert OWN["Ada"] in named.page("Ada", "worries/"), "somebody else took it back"
    assertRedirects(named.browsers["Ada"].post(where[1]), named.url("worries/"))

    assert OWN["Ada"] not in named.page("Ada", "worries/")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": "x" * 501}, "Make two worries of it"),
        ({"id": "nonsense"}, ""),
        ({"examples": ["no-such-worry"]}, ""),
        ({"text": "a\x00b"}, ""),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(
    table: Table, data: dict[str, object], said: str
):
    response = table.post("Ada", "worries/", **({"id": str(uuid4()), "text": "mine"} | data))

    assert response.status_code == 422
    assert said in response.text
    assert str(data.get("text", "mine")).replace("\x00", "") in response.text.replace("\x00", "")
    assert not Naming.objects.exists()


# Ready


def test_saying_enough_is_counted_and_says_nothing_else(table: Table):
    table.enough("Ada", "Cai")

    page = table.page("Ben", "worries/")
    assert "2 of 3 are ready" in page
    assert not {"Ada", "Cai"} & set(re.findall(r"\w+", page.split('id="ready"')[1]))


def test_one_may_think_of_something_else(table: Table):
    table.enough("Ada")
    table.post("Ada", "worries/enough/", **{"not-yet": "1"})

    assert not Enough.objects.exists()
    assert "That is all from me" in table.page("Ada", "worries/")


def test_there_is_one_thing_to_do_next(named: Table):
    fresh = make_table(("Dana", "Eli", "Hana"))
    assert filled_buttons(fresh.page("Dana", "worries/")) == ["Keep this (only you see it)"]
    assert filled_buttons(named.page("Ada", "worries/")) == ["That is all from me"]
    named.enough("Ada", "Ben")
    assert filled_buttons(named.page("Ada", "worries/")) == []
    named.enough("Cai")
    assert filled_buttons(named.page("Ada", "worries/")) == ["Show it to all of us"]


def test_nothing_is_shown_before_all_are_ready(named: Table):
    named.enough("Ada", "Ben")

    assert named.post("Ada", "worries/showing/").status_code == 409
    assert named.shown() == []


# Shown


def test_all_are_shown_to_all_at_once_and_to_each_alike(named: Table):
    named.enough()
    assertRedirects(named.post("Cai", "worries/showing/"), named.url("worries/"))

    assert set(named.shown()) == {*OWN.values(), "It becomes a nice chat and nothing more."}
    orders = {tuple(named.shown(name)) for name in OWN}
    assert len(orders) == 1, "an order of one's own would tell which are one's own"
    pages = {_of_the_list(named.page(name, "worries/")) for name in OWN}
    assert len(pages) == 1


def _of_the_list(page: str) -> str:
    return re.sub(
        r"\w{64}", "", page.split('<ul class="worries">')[1].split("</ul>", maxsplit=1)[0]
    )


def test_no_page_and_no_row_says_whose_a_worry_was(named: Table):
    named.enough()
    named.post("Ada", "worries/showing/")

    page = named.page("Ben", "worries/").split('id="stage"')[1]
    assert not {"Ada", "Cai", "yours"} & set(re.findall(r"\w+", page.replace(OWN["Ben"], "")))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(writer_id), count(owner_id), count(DISTINCT written_at)"
            " FROM words_words WHERE kind = 'worry'"
        )
        assert cursor.fetchone() == (4, 0, 0, 1)
    people = {str(person.pk) for person in named.people.values()}
    links = Lead.objects.values_list("worry", flat=True)
    assert not people & {str(one) for one in links}


def test_an_example_that_several_named_stands_there_once(table: Table):
    for name in table.people:
        table.name_worry(name, examples=["cosy"])
    table.enough()
    table.post("Ada", "worries/showing/")

    assert table.shown() == ["It becomes a nice chat and nothing more."]
    assert "3 of you named this" in table.page("Ada", "worries/")


@pytest.mark.parametrize("writers", [("Ada",), ("Ada", "Ben"), ()])
def test_too_few_writers_are_never_shown(table: Table, writers: tuple[str, ...]):
    for name in writers:
        table.name_worry(name, OWN[name])
    table.enough()

    response = table.post("Cai", "worries/showing/")

    assert response.status_code == 409
    assert "Fewer than 3 of you" in response.text
    assert table.shown() == []
    for name in writers:
        assert OWN[name] in table.page(name, "worries/"), "it stays its writer's own"


def test_two_members_are_told_that_it_waits_for_a_third():
    two = make_table(("Ada", "Ben"))
    for name in two.people:
        two.name_worry(name, OWN[name])
    two.enough()

    assert "too few yet" in two.page("Ada", "worries/")
    assert two.post("Ada", "worries/showing/").status_code == 409


def test_one_more_after_it_was_shown_is_kept_on_the_page_and_not_shown(named: Table):
    """Alone and late it would be plain whose it is."""
    named.enough()
    named.post("Ada", "worries/showing/")

    response = named.name_worry("Ben", "One more thing")

    assert response.status_code == 409
    assert "shown meanwhile" in response.text
    assert "One more thing" not in named.shown()


# Without somebody


@pytest.fixture
def four() -> Table:
    """Tama is not ready; the three others are, and have named something."""
    table = make_table(("Ada", "Ben", "Cai", "Tama"))
    for name in table.people:
        table.name_worry(name, f"{name} has a worry")
    table.enough("Ada", "Ben", "Cai")
    return table


def test_the_ready_may_go_on_when_all_of_them_agree(four: Table):
    for name in ("Ada", "Ben"):
        four.post(name, "worries/going-on/")
        assert four.shown() == []
    four.post("Cai", "worries/going-on/")

    assert set(four.shown()) == {f"{name} has a worry" for name in ("Ada", "Ben", "Cai")}


def test_whoever_was_not_ready_keeps_their_worry_to_themselves(four: Table):
    for name in ("Ada", "Ben", "Cai"):
        four.post(name, "worries/going-on/")

    for name in four.people:
        assert "Tama has a worry" not in four.page(name, "worries/")
    assert "Tama has a worry" not in four.shown("Tama")


def test_whoever_is_not_ready_has_no_say_in_going_on(four: Table):
    for name in ("Ada", "Ben", "Tama"):
        four.post(name, "worries/going-on/")

    assert four.shown() == []


def test_two_who_are_ready_cannot_go_on(four: Table):
    four.post("Cai", "worries/enough/", **{"not-yet": "1"})
    for name in ("Ada", "Ben"):
        four.post(name, "worries/going-on/")

    assert four.shown() == []


# When members come and go


def test_what_somebody_named_goes_with_them(four: Table):
    leave(four.member("Ada"))
    membership_changed(four.group, clock.now())
    four.enough("Tama")
    four.post("Ben", "worries/showing/")

    assert set(four.shown("Ben")) == {f"{name} has a worry" for name in ("Ben", "Cai", "Tama")}


# To clauses


def test_each_example_leads_to_its_clauses(named: Table):
    named.enough()
    named.post("Ada", "worries/showing/")

    clauses = {w.text: w.clauses for w in shown_worries(named.proof(), named.group)}
    assert clauses["It becomes a nice chat and nothing more."] == ("purpose", "review")
    assert clauses[OWN["Cai"]] == ()


def test_the_group_says_which_clause_answers_a_worry(named: Table):
    named.enough()
    named.post("Ada", "worries/showing/")
    worry = next(w for w in shown_worries(named.proof(), named.group) if w.text == OWN["Cai"])

    named.post("Ben", f"worries/{worry.id}/clause/", clause="feedback")
    named.begin()

    assert OWN["Cai"] in named.page("Ada", "clauses/feedback/")
    assert OWN["Cai"] in named.page("Ada").split('id="clause-feedback"')[1].split("</article>")[0]


def test_what_is_no_worry_of_theirs_leads_nowhere(named: Table):
    named.enough()
    named.post("Ada", "worries/showing/")

    assert named.post("Ada", f"worries/{uuid4()}/clause/", clause="feedback").status_code == 302
    assert named.post("Ada", f"worries/{uuid4()}/clause/", clause="nonsense").status_code == 422
    assert not Lead.objects.filter(clause="feedback").exists()


def test_after_a_while_they_name_anew(named: Table):
    named.enough()
    named.post("Ada", "worries/showing/")
    with later(days=100):
        named.post("Ben", "worries/again/")
        named.name_worry("Ada", "Another thing")

        assert "Another thing" in named.page("Ada", "worries/")
        assert "Another thing" not in named.page("Ben", "worries/")


def test_many_worries_cost_as_many_queries_as_few(
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
):
    for count in (1, 3):
        table = make_table(tuple(f"Person {count} {n}" for n in range(count + 2)))
        for name in table.people:
            for turn in range(count):
                table.name_worry(name, f"{name} {turn}")
        table.enough()
        table.post(next(iter(table.people)), "worries/showing/")
        with django_capture_on_commit_callbacks(
            execute=True
        ):  # the first reading of an hour is written into the security log
            table.get(next(iter(table.people)), "worries/")
        with django_assert_num_queries(17):
            table.get(next(iter(table.people)), "worries/")
