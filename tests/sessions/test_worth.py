"""What members say of a session at its close; who said what is nobody's to know."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from levelground.core.session import moves
from levelground.sessions.models import PresenterLine, Rating
from levelground.sessions.queries.ratings import rating_of
from levelground.sessions.queries.sessions import close_of, presented
from levelground.words.models import Words
from tests.make import signed_in
from tests.room import Room, make_room, person, without_chance

FOUR = ("Ada", "Ben", "Cai", "Hana")


@pytest.fixture
def at_the_close(db: None) -> Room:
    return make_room(FOUR).open().until("worth")


def said_by_all(room: Room, *worth: int) -> Room:
    for name, figure in zip(room.people, worth, strict=True):
        assert room.say_worth(name, figure, heard=3).status_code == 302
    return room


def test_one_tap_is_enough(at_the_close: Room):
    assert at_the_close.say_worth("Ada", 3).status_code == 302

    assert [(one.worth, one.heard) for one in Rating.objects.all()] == [(3, None)]
    assertContains(at_the_close.get("Ada"), "Kept. You can still change it.")


def test_whoever_answers_first_is_shown_it_at_once(at_the_close: Room):
    data = {"id": str(uuid.uuid4()), "worth": 3}
    headers = {"HX-Request": "true"}

    response = at_the_close.browsers["Ada"].post(at_the_close.url("worth/"), data, headers=headers)

    assertContains(response, "Kept. You can still change it.")


def test_what_is_said_again_takes_the_place_of_what_was_said(at_the_close: Room):
    at_the_close.say_worth("Ada", 1, heard=0, kept=4)
    at_the_close.say_worth("Ada", 4, heard=2)

    assert Rating.objects.values_list("worth", "heard", "kept").get() == (4, 2, None)


def test_the_form_shows_only_your_own_answers(at_the_close: Room):
    at_the_close.say_worth("Ada", 1, heard=0)

    assert 'value="1"' in at_the_close.page("Ada").split("checked")[0][-200:]
    assertNotContains(at_the_close.get("Ben"), "checked")


@pytest.mark.parametrize(
    "wrong",
    [
        {"worth": ""},
        {"worth": "5"},
        {"worth": "4.0"},
        {"worth": 3, "heard": "7"},
        {"worth": 3, "answered": "maybe"},
        {"worth": 3, "id": "not a key"},
    ],
)
def test_what_is_no_answer_is_refused(at_the_close: Room, wrong: dict[str, object]):
    data = {"id": str(uuid.uuid4())} | wrong
    response = at_the_close.browsers["Ada"].post(at_the_close.url("worth/"), data)

    assert response.status_code == 422
    assert not Rating.objects.exists()


def test_nothing_is_asked_before_the_close(db: None):
    room = make_room(FOUR).open()

    assert room.say_worth("Ada", 3).status_code == 409
    assert not Rating.objects.exists()


def test_the_same_form_sent_twice_has_one_effect(at_the_close: Room):
    for _ in range(2):
        at_the_close.say_worth("Ada", 3, id="7a9d0bfb-95a2-4b0e-8e5c-0d9bd1d6f3a1")

    assert Rating.objects.count() == 1


# Whose it was


def test_no_row_names_anybody(at_the_close: Room):
    at_the_close.say_worth("Ada", 4)

    names = {at_the_close.member("Ada"), str(at_the_close.people["Ada"].pk)}
    assert names.isdisjoint(Rating.objects.values_list("rater", flat=True))


def test_when_the_session_is_over_nothing_leads_to_anybody(at_the_close: Room):
    said_by_all(at_the_close, 1, 2, 3, 4)
    before = set(Rating.objects.values_list("rater", flat=True))

    at_the_close.until("")
    at_the_close.session.refresh_from_db()

    assert at_the_close.session.raters_key is None
    assert before.isdisjoint(Rating.objects.values_list("rater", flat=True))
    assert sorted(Rating.objects.values_list("worth", flat=True)) == [1, 2, 3, 4]
    assert rating_of(at_the_close.session, at_the_close.member("Ada")) is None


def test_the_order_of_the_rows_says_nothing(at_the_close: Room, monkeypatch: pytest.MonkeyPatch):
    """They are laid down anew in an order that the system's chance decides."""
    monkeypatch.setattr("random.SystemRandom.shuffle", lambda chance, rows: rows.reverse())
    said_by_all(at_the_close, 1, 2, 3, 4).until("")

    assert list(Rating.objects.order_by("pk").values_list("worth", flat=True)) == [4, 3, 2, 1]


def test_control_while_it_runs_your_own_answer_is_found(at_the_close: Room):
    at_the_close.say_worth("Ada", 4)
    at_the_close.session.refresh_from_db()

    found = rating_of(at_the_close.session, at_the_close.member("Ada"))
    assert found is not None
    assert found.worth == 4


# What the group sees


def test_the_group_sees_nothing_while_it_may_change(at_the_close: Room):
    said_by_all(at_the_close, 1, 2, 3, 4)

    assert close_of(at_the_close.session, {}) is None


def test_three_answers_are_shown_to_nobody(at_the_close: Room):
    for name in FOUR[:3]:
        at_the_close.say_worth(name, 4)
    at_the_close.until("")

    assertNotContains(at_the_close.get("Ada"), "Worth our time")


def test_four_answers_are_shown_as_the_middle_and_the_spread(at_the_close: Room):
    said_by_all(at_the_close, 2, 3, 3, 4).until("")

    assertContains(at_the_close.get("Ada"), "4 answers, in the middle 3.0 of 4, between 2 and")
    assertContains(at_the_close.get("Ada"), "4 answers, all of them 3 of 4.")


def test_a_lone_answer_far_from_the_others_is_not_pointed_at(at_the_close: Room):
    said_by_all(at_the_close, 0, 3, 3, 4).until("")

    assertContains(at_the_close.get("Ada"), "most between 3 and 4")


def test_a_pulse_has_its_own_threshold(at_the_close: Room):
    for name in FOUR:
        at_the_close.say_worth(name, 3, **({"kept": 1} if name != "Hana" else {}))
    at_the_close.until("")
    close = close_of(at_the_close.session, {})

    assert close is not None
    assert set(close.figures) == {"worth"}


# One thing to keep, one to change

MARK = "canary-change-62d1"


def with_a_line(room: Room, *names: str) -> Room:
    for name in names:
        room.say_worth(name, 3, change=MARK if name == "Ada" else "")
    return room.until("")


def test_what_to_change_is_read_without_its_writer(at_the_close: Room):
    with_a_line(at_the_close, *FOUR)

    for name in FOUR:
        assertContains(at_the_close.get(name), MARK)
    assert [words.writer_id for words in Words.objects.filter(kind="change")] == [None]


def test_while_the_session_runs_only_the_writer_reads_it(at_the_close: Room):
    at_the_close.say_worth("Ada", 3, change=MARK)

    assertContains(at_the_close.get("Ada"), MARK)
    assertNotContains(at_the_close.get("Ben"), MARK)


def test_with_three_answers_nobody_else_ever_reads_it(at_the_close: Room):
    with_a_line(at_the_close, *FOUR[:3])

    assertNotContains(at_the_close.get("Ben"), MARK)
    assert Words.objects.get(kind="change").expires_at is not None


def test_a_line_can_be_changed_and_taken_back(at_the_close: Room):
    at_the_close.say_worth("Ada", 3, keep="The silence", change=MARK)
    at_the_close.say_worth("Ada", 3, keep="The silences")

    assert [words.kind for words in Words.objects.filter(kind__in=("keep", "change"))] == ["keep"]
    assertContains(at_the_close.get("Ada"), "The silences")


def test_a_line_that_is_too_long_is_answered_in_words(at_the_close: Room):
    response = at_the_close.say_worth("Ada", 3, keep="x" * 401)

    assertContains(response, "longer than 400 characters", status_code=422)


# The presenter's line


def test_only_who_presented_is_asked_whether_it_was_answered(at_the_close: Room):
    session = at_the_close.session
    session.refresh_from_db()
    for name in FOUR:
        asked = "Did it answer your question?" in at_the_close.page(name)
        assert asked == presented(session, at_the_close.member(name))
    assert any(presented(session, at_the_close.member(name)) for name in FOUR)


def test_the_presenters_line_is_shown_to_the_group(at_the_close: Room):
    at_the_close.say_worth("Ada", 3, answered="changed")
    at_the_close.say_worth("Ben", 3, answered="no")  # he did not present
    at_the_close.until("")

    assert PresenterLine.objects.count() == 1
    assertContains(at_the_close.get("Ben"), "It changed the question")


def test_a_presenters_line_can_be_taken_back(at_the_close: Room):
    at_the_close.say_worth("Ada", 3, answered="yes")
    at_the_close.say_worth("Ada", 3)

    assert not PresenterLine.objects.exists()


def test_a_stranger_learns_not_even_that_it_exists(at_the_close: Room):
    dana: Client = signed_in(person("Dana"))
    body = {"id": str(uuid.uuid4()), "worth": 3}

    foreign = dana.post(at_the_close.url("worth/"), body)
    missing = dana.post("/sessions/987654/worth/", body)

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)


def test_it_says_nothing_to_whoever_comes_late(at_the_close: Room):
    said_by_all(at_the_close, 2, 3, 3, 4).until("")

    assert at_the_close.say_worth("Ada", 0).status_code == 409
    assert 0 not in Rating.objects.values_list("worth", flat=True)
    assert at_the_close.move(moves.Write(by=at_the_close.member("Ada"), kind="worth")).refusal
