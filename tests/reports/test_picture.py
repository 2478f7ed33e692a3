from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.core.health import GroupState, Quarter, publish
from levelground.formation.models import Round
from levelground.groups.actions.groups import end_group
from levelground.groups.models import Member
from levelground.groups.queries.groups import current_members
from levelground.mine.actions.closing import close_account
from levelground.programmes.actions.coordinators import ask_to_coordinate, say_yes_to_coordinating
from levelground.programmes.models import Coordinator
from levelground.reports.actions.freezing import freeze
from levelground.reports.models import Frozen, Summary
from levelground.reports.queries.facts import facts_in
from levelground.reports.queries.health import all_looked_after, published
from levelground.runtime import clock
from levelground.ui.pdf import can_make_pdf
from tests.make import make_person, make_programme, signed_in
from tests.reports.making import groups_of, make_counted, make_looked_after, make_merged

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 12, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 8, 9, tzinfo=UTC)
CONTENT = re.compile(
    r'"(words_|agreements_|commitments_|group_sessions_sessionevent)', re.IGNORECASE
)


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(JANUARY):
        yield


@pytest.fixture
def fay() -> Person:
    return make_person("Fay", is_staff=True)


def make_quarter(fay: Person, *, groups: int = 4, size: int = 4, name: str = "Autumn") -> Round:
    """Groups that met six times each in the first quarter, frozen when it is over."""
    round_ = make_looked_after(by=fay, groups=groups, size=size, name=name)
    for group in groups_of(round_):
        for week in range(6):
            make_counted(group, ended_at=JANUARY + timedelta(weeks=2 * week), people=size)
    with clock.held(APRIL):
        freeze(APRIL)
    return round_


def page_of(fay: Person, round_: Round) -> str:
    return signed_in(fay).get(f"/picture/round-{round_.pk}/").text


def test_before_a_quarter_is_over_there_is_nothing_and_the_page_says_when(fay: Person):
    round_ = make_looked_after(by=fay, groups=4)
    freeze(clock.now())

    assert "The first figures come on 8 April 2026" in page_of(fay, round_)


def test_a_quarter_in_figures(fay: Person):
    round_ = make_quarter(fay)

    page = page_of(fay, round_)

    assert "2 or more of your 4 groups meet" in page
    assert "About 140 hours" in page
    assert "in about 25 sessions" in page
    assert "The middle of all answers is 3.0" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("states", "lead"),
    [
        ({"well": [4, 4], "due": [2, 2], "dwindling": [2, 2]}, "8 of your 8 groups meet"),
        ({"well": [4, 4], "due": [0, 2], "dwindling": [0, 2]}, "4 or more of your 8 groups meet"),
        ({"well": [0, 2], "due": [0, 2], "dwindling": [0, 2]}, ""),
    ],
)
def test_how_many_meet_is_said_as_exactly_as_it_is_known(
    fay: Person, states: dict[str, list[int]], lead: str
):
    round_ = make_quarter(fay, groups=8)
    frozen = Frozen.objects.get()
    frozen.figures["states"] = {"ended": [0, 2], "silent": [0, 2]} | states
    frozen.save()

    page = page_of(fay, round_)

    assert lead in page
    assert ("of your 8 groups meet" in page) == bool(lead)


def test_two_groups_with_four_people_are_too_few(fay: Person):
    round_ = make_quarter(fay, groups=2, size=2)

    page = page_of(fay, round_)

    assert "Too few have met so far" in page
    assert "Too few have answered so far" in page


def test_no_names_and_nothing_of_one_group(fay: Person):
    page = page_of(fay, make_quarter(fay))

    assert "canary" not in page.lower()
    assert "@example.org" not in page


def test_a_figure_is_made_once_whoever_goes_afterwards(fay: Person):
    round_ = make_quarter(fay)
    before = page_of(fay, round_)
    for member in Member.objects.filter(group=groups_of(round_)[0]):
        close_account(person=member.person)
    Summary.objects.all().delete()

    with clock.held(APRIL):
        freeze(APRIL + timedelta(days=30))

    assert Frozen.objects.count() == 1
    assert re.sub(r'nonce="[^"]*"|\w{64}', "", page_of(fay, round_)) == re.sub(
        r'nonce="[^"]*"|\w{64}', "", before
    )


def test_groups_that_the_coordinator_is_in_do_not_count(fay: Person):
    round_ = make_looked_after(by=fay, groups=3)
    Member.objects.create(group=groups_of(round_)[0], person=fay, joined_at=clock.now())
    [looked] = all_looked_after()

    facts = facts_in(looked, Quarter(2026, 1))

    assert {one.group for one in facts} == {group.pk for group in groups_of(round_)[1:]}


def test_groups_that_a_second_coordinator_is_in_do_not_count(fay: Person):
    programme, gus = make_programme(by=fay), make_person("Gus", is_staff=True)
    round_ = make_looked_after(by=fay, groups=3)
    Round.objects.filter(pk=round_.pk).update(programme=programme, by=None)
    Member.objects.create(group=groups_of(round_)[0], person=gus, joined_at=clock.now())
    ask_to_coordinate(programme=programme, email=gus.email)
    [looked] = all_looked_after()
    assert len(facts_in(looked, Quarter(2026, 1))) == 3, "gus has not answered"
    say_yes_to_coordinating(asked=Coordinator.objects.get())

    [looked] = all_looked_after()

    facts = facts_in(looked, Quarter(2026, 1))
    assert {one.group for one in facts} == {group.pk for group in groups_of(round_)[1:]}
    assert signed_in(gus).get(f"/picture/programme-{programme.pk}/").status_code == 200


def test_a_group_counts_once_where_it_came_from_first(fay: Person):
    first, second = (make_looked_after(by=fay, groups=n, name=str(n)) for n in (2, 0))
    second.publication.groups.set(groups_of(first))

    counted = [len(facts_in(looked, Quarter(2026, 1))) for looked in all_looked_after()]

    assert counted == [2, 0]


def test_groups_that_became_one_are_one_with_the_hours_of_both(fay: Person):
    round_ = make_looked_after(by=fay, groups=4)
    for group in groups_of(round_):
        make_counted(group, ended_at=JANUARY)
    one, other, *rest = groups_of(round_)
    with clock.held(JANUARY + timedelta(weeks=3)):
        both = make_merged(one, other)
        make_counted(both, ended_at=clock.now(), people=8)
    [looked] = all_looked_after()

    facts = {one.group: one for one in facts_in(looked, Quarter(2026, 1))}

    assert set(facts) == {both.pk, *(group.pk for group in rest)}
    assert (facts[both.pk].people, facts[both.pk].sessions) == (8, 3)
    assert sum(one.minutes for one in facts.values()) == 90 * (4 * 4 + 8)
    assert facts[both.pk].state is GroupState.SILENT  # last met in February

    later = {one.group: one.people for one in facts_in(looked, Quarter(2026, 2))}
    assert later == {both.pk: 8, rest[0].pk: 4, rest[1].pk: 4}


def test_groups_of_two_programmes_that_became_one_count_in_the_older(fay: Person):
    older, newer = (make_looked_after(by=fay, groups=2, name=name) for name in ("old", "new"))
    both = make_merged(groups_of(newer)[0], groups_of(older)[0])

    counted = [
        {one.group for one in facts_in(looked, Quarter(2026, 1))} for looked in all_looked_after()
    ]

    assert counted == [{groups_of(older)[1].pk, both.pk}, {groups_of(newer)[1].pk}]


def test_a_merged_group_that_the_coordinator_was_in_does_not_count(fay: Person):
    round_ = make_looked_after(by=fay, groups=3)
    one, other, third = groups_of(round_)
    member = Member.objects.create(group=one, person=fay, joined_at=clock.now())
    member.left_at = clock.now()
    member.save()
    make_merged(one, other)
    [looked] = all_looked_after()

    assert [facts.group for facts in facts_in(looked, Quarter(2026, 1))] == [third.pk]


def test_who_moves_to_another_group_counts_once(fay: Person):
    """Three and two people, of whom one was in both: four are too few for any figure."""
    round_ = make_looked_after(by=fay, groups=2, size=2)
    one, other = groups_of(round_)
    for group in (one, other):
        make_counted(group, ended_at=JANUARY + timedelta(days=1), people=2)
    moving = current_members(group=one)[0]
    with clock.held(JANUARY + timedelta(days=2)):
        Member.objects.create(group=other, person=moving.person, joined_at=clock.now())
        make_counted(other, ended_at=clock.now(), people=3)
    [looked] = all_looked_after()

    facts = facts_in(looked, Quarter(2026, 1))

    assert [(one.people, one.present) for one in facts] == [(1, 1), (3, 3)]
    assert publish(facts).people is None
    assert publish(facts).hours is None


def test_who_has_closed_their_account_is_nobody_twice(fay: Person):
    round_ = make_looked_after(by=fay, groups=2, size=3)
    one, other = groups_of(round_)
    moving = current_members(group=one)[0].person
    Member.objects.create(group=other, person=moving, joined_at=clock.now())
    close_account(person=moving)
    [looked] = all_looked_after()

    assert [one.people for one in facts_in(looked, Quarter(2026, 1))] == [2, 3]


def test_a_group_that_ended_before_the_quarter_does_not_count(fay: Person):
    round_ = make_looked_after(by=fay, groups=2)
    with clock.held(APRIL - timedelta(days=20)):
        end_group(group=groups_of(round_)[0])
    [looked] = all_looked_after()

    assert len(facts_in(looked, Quarter(2026, 1))) == 2
    assert len(facts_in(looked, Quarter(2026, 2))) == 1


def test_how_a_group_fares_is_read_off_its_sessions(fay: Person):
    round_ = make_looked_after(by=fay, groups=5)
    silent, well, due, dwindling, ended = groups_of(round_)
    late = APRIL - timedelta(days=20)
    for group, sessions, people in ((well, 2, 4), (due, 3, 4), (dwindling, 3, 2), (ended, 2, 4)):
        for week in range(sessions):
            make_counted(group, ended_at=late - timedelta(weeks=week), people=people)
    make_counted(silent, ended_at=JANUARY)
    ended.ended_at = late
    ended.save()
    [looked] = all_looked_after()

    states = {one.group: one.state for one in facts_in(looked, Quarter(2026, 1))}

    assert states == {
        silent.pk: GroupState.SILENT,
        well.pk: GroupState.WELL,
        due.pk: GroupState.DUE,
        dwindling.pk: GroupState.DWINDLING,
        ended.pk: GroupState.ENDED,
    }


def test_falling_is_said_first(fay: Person):
    round_ = make_quarter(fay)
    with clock.held(APRIL):
        for group in groups_of(round_):
            make_counted(group, ended_at=APRIL + timedelta(weeks=1), worth=(1, 1, 2))
        freeze(APRIL + timedelta(days=100))

    assert "It was higher the quarter before" in page_of(fay, round_)


def test_no_page_asks_for_what_people_wrote(fay: Person):
    round_ = make_quarter(fay)
    client = signed_in(fay)
    with CaptureQueriesContext(connection) as caught:
        for page in (
            "",
            f"round-{round_.pk}/",
            f"round-{round_.pk}/csv/",
            f"round-{round_.pk}/pdf/",
        ):
            assert client.get(f"/picture/{page}").status_code == 200
        freeze(APRIL)

    assert [one["sql"] for one in caught.captured_queries if CONTENT.search(one["sql"])] == []


def test_control_sql_on_content_would_be_noticed():
    assert CONTENT.search('SELECT "words_words"."body" FROM "words_words"')


def test_only_who_looks_after_it_sees_it(fay: Person):
    round_ = make_quarter(fay)
    gus, ada = make_person("Gus", is_staff=True), make_person("Ada")

    assert signed_in(ada).get("/picture/").status_code == 404
    assertNotContains(signed_in(gus).get("/picture/"), "Autumn")
    assertContains(signed_in(fay).get("/picture/"), "Autumn")
    for key in (f"round-{round_.pk}", "round-x", "programme-1", "nothing"):
        assert signed_in(gus).get(f"/picture/{key}/").status_code == 404


def test_a_picture_costs_as_many_queries_with_many_groups(
    fay: Person, django_assert_num_queries: DjangoAssertNumQueries
):
    rounds = [make_quarter(fay, groups=n, name=f"Round {n}") for n in (2, 6)]
    client = signed_in(fay)
    for round_ in rounds:
        with django_assert_num_queries(4):
            client.get(f"/picture/round-{round_.pk}/")


# To take along


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", '" =1+1"', "\uff1d1+1"])
def test_the_spreadsheet_says_the_same_and_is_no_program(fay: Person, name: str):
    round_ = make_quarter(fay, name=name)
    response = signed_in(fay).get(f"/picture/round-{round_.pk}/csv/")

    _head, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))

    assert row[:7] == [f"'{name}", "2026 Q1", "4", "15", "25", "140", "3.0"]
    assert response.content.startswith(codecs.BOM_UTF8), "or macrons are read as two signs"


def test_the_pdf_says_the_same(fay: Person):
    if not can_make_pdf():
        pytest.skip("libpango is missing here")
    round_ = make_quarter(fay)

    response = signed_in(fay).get(f"/picture/round-{round_.pk}/pdf/")

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "140" in text
    assert "canary" not in text.lower()


def test_all_that_is_published_is_read_back_as_it_was(fay: Person):
    make_quarter(fay)
    [looked] = all_looked_after()

    [(quarter, figures)] = published(looked)

    assert (quarter, figures.hours, figures.groups) == (Quarter(2026, 1), 140, 4)
    assert figures.states[GroupState.WELL].least + figures.states[GroupState.DUE].least == 2
