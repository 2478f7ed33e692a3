from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.formation.actions.rounds import ask_for_search, stop_search
from levelground.formation.actions.search_runs import (
    MOST_TRIES,
    finish_search,
    hold_search,
    let_go_of_search,
    take_search,
)
from levelground.formation.models import Change, Search
from levelground.formation.queries.rounds import open_search, proposal_of, roster_of
from levelground.runtime import clock
from tests.formation.making import (
    ME,
    Desk,
    candidates,
    later,
    make_proposal,
    make_round,
    searched,
    taken,
)


@pytest.fixture
def searching(fresh: Desk) -> Desk:
    fresh.post("search/")
    return fresh


def soon() -> object:
    return clock.now() + timedelta(seconds=5)


def test_a_second_click_finds_the_search_that_goes_on(searching: Desk):
    searching.post("search/")

    assert Search.objects.count() == 1


def test_the_page_says_how_far_it_is(searching: Desk):
    search = taken()
    hold_search(
        search=search,
        holder=ME,
        until=search.asked_at,
        progress={"done": 0.42, "placed": 9, "groups": 2, "share": 0.913},
    )

    page = searching.get("search/")

    assertContains(page, 'value="42"')
    assertContains(page, "So far: 9 people in 2 groups.")
    assertNotContains(page, "91")


def test_a_part_of_the_page_is_enough_for_a_script(searching: Desk):
    text = searching.get("search/", hx_request="true").content.decode()

    assert 'id="progress"' in text
    assert "<html" not in text


def test_what_was_found_becomes_the_proposal(searching: Desk):
    search = taken()
    said = searched(search)

    assert finish_search(
        search=search, holder=ME, answer=said["answer"], explanations=said["explanations"]
    )

    roster = roster_of(searching.round)
    assert roster is not None
    proposal = proposal_of(searching.round, roster)
    assert proposal is not None
    assert sorted(len(members) for members in proposal.groups) == [5, 5]
    assert (
        searching.get("search/", hx_request="true")["HX-Redirect"]
        == f"/forming/{searching.round.pk}/"
    )
    assertRedirects(
        searching.get("search/"), f"/forming/{searching.round.pk}/", target_status_code=302
    )


def test_the_same_seed_finds_the_same_groups(fay: Person):
    answers = []
    for _ in range(2):
        ask_for_search(round_=make_round(fay))
        search = taken()
        answers.append(searched(search)["answer"])
        Search.objects.all().delete()

    assert answers[0] == answers[1]


def test_stopping_is_asked_for_and_told(searching: Desk):
    search = taken()
    searching.post("search/stop/")

    assert hold_search(search=search, holder=ME, until=search.asked_at, progress={}) is True
    assertContains(searching.get("search/"), "It ends in a moment")


def test_nobody_takes_a_search_that_somebody_holds(searching: Desk):
    taken()

    assert take_search(holder="another", until=clock.now()) is None


def test_a_search_whose_server_is_gone_begins_again(searching: Desk):
    first = take_search(holder="gone", until=clock.now() + timedelta(seconds=5))
    assert first is not None

    with later(seconds=6):
        again = take_search(holder=ME, until=clock.now() + timedelta(seconds=5))
        assert again is not None
        assert (again.pk, again.seed) == (first.pk, first.seed)
        # The one that was thought gone comes back: it has nothing to say any more.
        assert hold_search(search=first, holder="gone", until=clock.now(), progress={}) is None
        answer = {"groups": [[0, 1, 2, 3]], "names": [""], "is_proven": False}
        assert not finish_search(search=first, holder="gone", answer=answer, explanations={})

    assert not Change.objects.exists()


def test_a_search_that_breaks_off_again_and_again_is_given_up(searching: Desk):
    for number in range(MOST_TRIES):
        with later(minutes=number):
            search = taken()
            let_go_of_search(search=search, holder=ME, has_failed=True)
    with later(minutes=MOST_TRIES):
        assert take_search(holder=ME, until=clock.now()) is None

    assert open_search(searching.round) is None
    assertContains(searching.get("search/"), "The search broke off several times.")


def test_a_server_that_ends_in_peace_leaves_the_search_to_the_next(searching: Desk):
    search = taken()
    let_go_of_search(search=search, holder=ME, has_failed=False)

    again = taken()
    assert again.tries == 1


def test_nothing_is_changed_while_a_search_goes_on(desk: Desk):
    desk.post("search/")

    response = desk.change("locked", one=0)

    assert response.status_code == 302
    assert Change.objects.count() == 1


def test_kept_groups_stay_as_they_are_in_a_new_search(fay: Person):
    every = [tuple(range(at, at + 5)) for at in range(0, 20, 5)]
    desk = Desk(make_proposal(fay, people=candidates(20), groups=every))
    desk.change("locked", one=0)
    desk.post("search/")
    search = taken()

    said = searched(search)

    assert said["answer"]["groups"][0] == [0, 1, 2, 3, 4]
    assert sorted(n for g in said["answer"]["groups"][1:] for n in g) == list(range(5, 20))
    finish_search(
        search=search, holder=ME, answer=said["answer"], explanations=said["explanations"]
    )
    roster = roster_of(desk.round)
    assert roster is not None
    proposal = proposal_of(desk.round, roster)
    assert proposal is not None
    assert proposal.locked == {0}


def test_a_search_among_a_few_beside_kept_groups_is_refused(desk: Desk):
    """What a search among four people finds is what is true of these four."""
    desk.change("locked", one=0)

    refused = desk.post("search/")

    assertContains(refused, "Keep fewer groups. A search needs 12 people", status_code=409)
    assert not Search.objects.open().exists()


def test_a_search_that_ended_cannot_be_stopped(desk: Desk):
    stop_search(round_=desk.round)

    assert not Search.objects.exclude(stop_asked_at=None).exists()
