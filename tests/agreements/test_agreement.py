"""From a draft to what holds: put to everybody, accepted by each, changed, looked at again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.asserts import assertContains, assertRedirects

from levelground.agreements.models import Acceptance, Agreement
from levelground.agreements.queries.agreement import version_of
from levelground.groups.actions.groups import leave_group
from levelground.groups.actions.membership_hooks import membership_changed
from levelground.runtime import clock
from levelground.words.queries import read
from tests.agreements.table import Table, filled_buttons, make_table
from tests.make import join, leave, make_invitation, make_person, signed_in
from tests.room import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> Table:
    return make_table()


# Nothing yet


def test_a_new_group_is_asked_to_name_what_worries_it(table: Table):
    assert filled_buttons(table.page("Ada")) == ["Name what worries you"]


def test_it_may_write_without_that(table: Table):
    assertRedirects(table.post("Ada", "draft/"), table.url())

    assert "Writing our agreement" in table.page("Ben")


def test_beginning_twice_begins_one(table: Table):
    for name in ("Ada", "Ben"):
        table.post(name, "draft/")

    assert Agreement.objects.get().version == 1


# A draft


def test_the_next_thing_is_what_is_needed_and_not_written(table: Table):
    table.begin()
    assert filled_buttons(table.page("Ada")) == ["Next: In one sentence"]

    table.write_all()

    assert filled_buttons(table.page("Ada")) == ["Put it to everybody"]


def test_a_draft_with_gaps_is_not_put_to_anybody(table: Table):
    table.begin()
    table.write("Ada", "line", "We listen.")

    response = table.post("Ada", "proposal/")

    assert response.status_code == 409
    assertContains(response, "“What we meet for” is not written yet.", status_code=409)
    assert table.open.is_draft


def test_a_clause_with_two_texts_keeps_it_from_being_put(table: Table):
    table.begin()
    table.write_all()
    seen = table.seen("Ada", "line")
    table.write("Ada", "line", "We listen.", seen=seen)
    table.write("Ben", "line", "We ask.", seen=seen)

    assert "has more than one text" in table.post("Ada", "proposal/").text
    assert filled_buttons(table.page("Ada")) == ["Next: In one sentence"]


# Everybody's yes


@pytest.fixture
def put(table: Table) -> Table:
    table.begin()
    table.write_all(line="We listen first.")
    table.post("Ben", "proposal/")
    return table


def test_each_is_asked_and_each_says_yes_by_name_and_date(put: Table):
    assert filled_buttons(put.page("Ada")) == ["I say yes to this"]
    with clock.held(datetime(2026, 12, 3, 9, tzinfo=UTC)):
        put.accept("Ada")

    page = put.page("Ben")
    signed = page.split('id="accepted"')[1]
    assert re.search(r"Ada\s.*?3 December 2026", signed, re.DOTALL)
    assert "not yet" in signed
    assert "2 more of you" in put.page("Ada")
    assert filled_buttons(put.page("Ada")) == []


def test_it_is_in_force_with_the_last_yes_and_not_before(put: Table):
    put.accept("Ada", "Ben")
    assert not put.holds()

    put.accept("Cai")

    assert put.holds()
    assert "Version 1 has held since" in put.page("Ada")


def test_saying_yes_twice_is_saying_it_once(put: Table):
    put.accept("Ada", "Ada")

    assert Acceptance.objects.count() == 1


def test_the_sessions_then_go_by_its_figures(put: Table):
    put.accept()

    put.group.refresh_from_db()
    assert (put.group.minutes, put.group.quorum) == (75, 2)


@pytest.mark.parametrize(("said", "after"), [(3, None), (4, 4)])
def test_and_its_reviews_by_the_number_that_was_agreed_on(
    table: Table, said: int, after: int | None
):
    """The usual number leaves it at what is usual: after three sessions, and then after six."""
    table.begin()
    table.write_all()
    table.write("Ben", "review", "We ask what helps.", number=said)
    table.put_and_accept()

    table.group.refresh_from_db()
    assert table.group.review_after == after


def test_before_that_they_do_not(put: Table):
    put.accept("Ada", "Ben")

    put.group.refresh_from_db()
    assert (put.group.minutes, put.group.quorum) == (90, 3)


def test_it_can_be_opened_again_and_all_are_asked_anew(put: Table):
    put.accept("Ada")
    put.post("Cai", "draft/")

    assert put.open.version == 2
    assert put.open.is_draft
    assert put.texts()["line"] == "We listen first."
    assert put.post("Ben", "acceptance/", version=1).status_code == 409
    assert not Acceptance.objects.filter(agreement=put.open).exists()


def test_a_yes_to_a_version_that_was_opened_again_is_no_yes_to_the_next(put: Table):
    put.post("Cai", "draft/")
    put.post("Cai", "proposal/")

    response = put.post("Ada", "acceptance/", version=1)

    assert response.status_code == 409
    assertContains(response, "opened again meanwhile", status_code=409)
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "0", "99", "9" * 30])
def test_a_yes_to_nothing_is_nothing(put: Table, version: str):
    response = put.post("Ada", "acceptance/", version=version)

    assert response.status_code in {302, 422}
    assert not Acceptance.objects.exists()


# The next version


@pytest.fixture
def second(put: Table) -> Table:
    """Version 1 holds; version 2, with another sentence and one clause more, waits."""
    put.accept()
    put.post("Ada", "draft/")
    put.write("Ben", "line", "We listen first, then ask.")
    put.write("Ben", "conflict", "We say so.")
    put.post("Ben", "proposal/")
    return put


def test_the_one_before_holds_until_all_have_said_yes(second: Table):
    second.accept("Ada", "Ben")
    assert second.holds() == 1

    second.accept("Cai")

    assert second.holds() == 2
    assert Agreement.objects.get(version=1).ended_at


def test_what_is_different_is_marked_by_words_and_not_by_colour_alone(second: Table):
    page = second.page("Ada")

    line = page.split('id="clause-line"')[1].split("</article>")[0]
    assert "Changed" in line
    assert re.search(r"<del>.*no longer.*first\..*</del>", line, re.DOTALL)
    assert re.search(r"<ins>.*new.*first, then ask\..*</ins>", line, re.DOTALL)
    assert "New" in page.split('id="clause-conflict"')[1].split("</article>")[0]
    same = page.split('id="clause-purpose"')[1].split("</article>")[0]
    assert "clause__mark" not in same
    assert "2 parts are different from version 1" in page


def test_whoever_knows_a_later_one_sees_what_changed_since_that(second: Table):
    second.accept("Ada")
    second.post("Cai", "draft/")
    second.write("Cai", "conflict", "We say so at once.")
    second.post("Cai", "proposal/")

    assert "different from version 2" in second.page("Ada")
    assert "different from version 1" in second.page("Ben")


def test_earlier_versions_can_be_read_as_they_were(second: Table):
    second.accept()
    assert "Version 1, from" in second.page("Ada")

    page = second.page("Ada", "versions/1/")

    assert "We listen first." in page
    assert "then ask" not in page
    assert "It held from" in page


def test_a_draft_is_no_version_to_be_read_yet(table: Table):
    table.begin()

    assert table.get("Ada", "versions/1/").status_code == 404
    assert table.get("Ada", "versions/2/").status_code == 404


def test_a_version_that_was_put_never_changes(second: Table):
    before = second.page("Ada", "versions/2/")
    second.post("Cai", "draft/")
    second.write("Cai", "line", "Something else.")

    assert _clauses(second.page("Ada", "versions/2/")) == _clauses(before)


def _clauses(page: str) -> list[str]:
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


# Members


def test_a_new_member_reopens_it_and_reads_what_the_others_agreed_on(table: Table):
    table.agree(line="We listen first.")
    tama = make_person("Tama")
    with later(days=3):
        join(table.group, tama)
        membership_changed(table.group, clock.now())

        assert table.open.why == "members"
        page = signed_in(tama).get(table.url()).text
    assert "We listen first." in page
    assert "You are not the same people any more" in page
    assert not table.holds(), "Tama has not accepted it"


def test_a_leaver_reopens_it_and_until_then_it_holds_for_the_others(table: Table):
    table.agree()
    leave(table.member("Cai"))
    membership_changed(table.group, clock.now())

    assert table.open.why == "members"
    assert table.holds()


def test_leaving_and_joining_by_themselves_open_it_again(table: Table):
    """Through the doors of the house, not by our own call."""
    table.agree()
    leave_group(member=table.member("Cai"))
    assert table.open.why == "members"
    table.put_and_accept()
    assert table.holds() == 2

    tama = make_person("Tama")
    secret = make_invitation(group=table.group, by=table.people["Ada"], email=tama.email)
    signed_in(tama).post(f"/invitations/{secret}/")

    assert table.open.why == "members"
    assert table.open.version == 3


def test_a_newcomer_reads_the_agreement_and_not_the_worries_it_came_from(table: Table):
    for name in table.people:
        table.name_worry(name, f"{name} worries about the council")
    table.enough()
    table.post("Ada", "worries/showing/")
    table.agree(line="We listen first.")
    tama = make_person("Tama")
    with later(days=3):
        join(table.group, tama)
        membership_changed(table.group, clock.now())
        client = signed_in(tama)

        assert "We listen first." in client.get(table.url()).text
        for page in ("", "worries/"):
            assert "worries about the council" not in client.get(table.url(page)).text
        assert "worries about the council" in table.page("Ben", "worries/")


def test_what_only_waits_for_a_leaver_holds_when_they_are_gone(put: Table):
    put.accept("Ada", "Ben")
    leave(put.member("Cai"))
    membership_changed(put.group, clock.now())

    assert put.holds()


def test_a_newcomer_is_asked_too_when_it_waits_already(put: Table):
    put.accept("Ada", "Ben")
    tama = make_person("Tama")
    join(put.group, tama)
    membership_changed(put.group, clock.now())
    put.accept("Cai")
    assert not put.holds()

    assertRedirects(signed_in(tama).post(put.url("acceptance/"), {"version": 1}), put.url())
    assert put.holds()


def test_a_group_without_an_agreement_is_not_bothered(table: Table):
    leave(table.member("Cai"))
    membership_changed(table.group, clock.now())

    assert not Agreement.objects.exists()
    assert version_of(table.group) == 0


# Looking at it again


def close_sessions(table: Table, count: int) -> None:
    from levelground.sessions.models import Session  # noqa: PLC0415  what agreements cannot know

    for _number in range(count):
        Session.objects.create(
            group=table.group, starts_at=clock.now(), closed_at=clock.now(), minutes=60
        )


def test_after_as_many_sessions_as_they_said_the_group_is_asked(table: Table):
    table.agree()
    with later(days=30):
        close_sessions(table, 2)
        assert not table.stage().is_due
        close_sessions(table, 1)

        assert "Does it still hold?" in table.page("Ada")
        assert filled_buttons(table.page("Ada")) == []


def test_sessions_from_before_it_held_do_not_count(table: Table):
    close_sessions(table, 5)
    with later(days=30):
        table.agree()

        assert not table.stage().is_due


def test_it_still_holds_and_the_count_begins_anew(table: Table):
    table.agree()
    with later(days=30):
        close_sessions(table, 3)
    with later(days=31):
        table.post("Ben", "review/")

        assert not table.stage().is_due
        close_sessions(table, 3)
        assert table.stage().is_due


def test_or_it_is_opened_again_for_that_reason(table: Table):
    table.agree()
    with later(days=30):
        close_sessions(table, 3)
        table.post("Ben", "draft/")

        assert table.open.why == "review"


def test_who_never_meets_is_asked_after_a_year(table: Table):
    table.agree()

    with later(days=366):
        assert table.stage().is_due


def test_it_is_not_put_off_before_it_is_time(table: Table):
    agreement = table.agree()
    table.post("Ben", "review/")

    agreement.refresh_from_db()
    assert agreement.looked_at is None


# What it costs, and who gets in


def test_the_page_costs_the_same_with_one_version_and_with_three(
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
):
    for versions in (1, 3):
        table = make_table(tuple(f"Person {versions} {n}" for n in range(versions + 2)))
        name = next(iter(table.people))
        table.begin(name)
        table.write_all(name)
        table.put_and_accept()
        for _number in range(versions - 1):
            table.post(name, "draft/")
            table.put_and_accept()
        with django_capture_on_commit_callbacks(
            execute=True
        ):  # the first reading of an hour is written into the security log
            table.get(name)
        with django_assert_num_queries(16):
            table.get(name)


def test_ticks_say_where_things_are_and_no_more(table: Table):
    table.agree(line="We listen first.")

    said: dict[str, Any] = table.get("Ada", "ticks/").json()

    assert said.keys() == {"version", "now"}
    assert said["version"] == version_of(table.group)


def test_texts_that_were_replaced_have_lost_their_words(table: Table):
    table.begin()
    table.write("Ada", "line", "The first try.")
    table.write("Ada", "line", "The second try.")

    kept = [words.text for words in read(table.proof(), places_under="agreement/")]
    assert kept == ["The second try."]
