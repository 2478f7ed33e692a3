"""What members write in a step: kept, seen by whom it should be, and never lost."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from pytest_django.asserts import assertContains, assertNotContains

from levelground.groups.actions.groups import leave_group
from levelground.groups.models import Member
from levelground.sessions.models import SessionEvent
from tests.make import signed_in
from tests.room import Room, later, make_room, make_session, person, without_chance

MARK = "Zaunkönig-4711"


def events(room: Room) -> list[str]:
    return list(SessionEvent.objects.filter(session=room.session).values_list("kind", flat=True))


def test_what_is_for_the_group_is_read_by_the_group(running: Room):
    running.until("bring")

    assert running.write("Ada", "topic", MARK).status_code == 302

    for name in running.people:
        assertContains(running.get(name), MARK)


def test_what_is_for_its_writer_is_read_by_its_writer(running: Room):
    running.until("think")

    running.write("Ben", "note", MARK)

    assertContains(running.get("Ben"), MARK)
    assertNotContains(running.get("Ada"), MARK)
    assertNotContains(running.get("Cai"), MARK)


def test_what_is_for_the_presenter_is_read_by_both(running: Room):
    running.until("/respond")

    running.write("Ben", "idea", MARK)

    assertContains(running.get("Ada"), MARK)  # who presents
    assertContains(running.get("Ben"), MARK)
    assertNotContains(running.get("Cai"), MARK)


def test_events_carry_that_it_was_written_and_not_what(running: Room):
    running.until("bring")

    running.write("Ada", "topic", MARK)

    assert events(running)[-1] == "written"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            assert MARK not in repr(cursor.fetchall()), table


def test_the_same_words_sent_twice_are_there_once(running: Room):
    running.until("bring")
    same = str(uuid.uuid4())

    first = running.write("Ada", "topic", MARK, id=same, accept="application/json")
    again = running.write("Ada", "topic", MARK, id=same, accept="application/json")

    assert first.json() == again.json()
    assert events(running).count("written") == 1
    assert running.page("Ben").count(MARK) == 1


def test_the_same_id_with_other_words_edits_them(running: Room):
    running.until("bring")
    same = str(uuid.uuid4())
    running.write("Ada", "topic", "my draft of it", id=same)

    running.write("Ada", "topic", MARK, id=same)

    assert MARK in running.page("Ben")
    assert "my draft of it" not in running.page("Ben")


def test_nobody_writes_over_the_words_of_another(running: Room):
    running.until("bring")
    same = str(uuid.uuid4())
    running.write("Ada", "topic", MARK, id=same)

    response = running.write("Ben", "topic", "mine now", id=same)

    assert response.status_code == 422
    assert MARK in running.page("Cai")
    assert "mine now" not in running.page("Cai")
    assert events(running).count("written") == 1


def test_nobody_writes_over_the_words_of_another_group(running: Room):
    running.until("bring")
    same = str(uuid.uuid4())
    running.write("Ada", "topic", MARK, id=same)
    other = make_room(("Ada", "Hana"), quorum=2).open().until("bring")

    assert other.write("Ada", "topic", "moved", id=same).status_code == 422
    assert MARK in running.page("Ben")


def test_words_that_come_too_late_are_on_the_writers_own_pad(running: Room):
    running.until("bring").until("choose")

    response = running.write("Ben", "topic", MARK)

    assertContains(response, "The step has gone on.", status_code=409)
    assert f">{MARK}</textarea>" in running.page("Ben").replace("\n", "")
    assertNotContains(running.get("Ada"), MARK)


def test_words_rescued_stand_below_what_was_parked(running: Room):
    running.browsers["Ben"].post(running.url("pad/"), {"text": "parked before"})
    running.until("bring").until("choose")

    running.write("Ben", "topic", MARK)

    page = running.page("Ben")
    assert page.index("parked before") < page.index(MARK)


def test_a_rescue_sent_twice_is_on_the_pad_once(running: Room):
    running.until("bring").until("choose")
    same = str(uuid.uuid4())

    for _ in range(2):
        running.write("Ben", "topic", MARK, id=same)

    assert running.page("Ben").count(MARK) == 1


def test_words_changed_after_the_step_went_on_are_not_lost(running: Room):
    running.until("bring")
    same = str(uuid.uuid4())
    running.write("Ben", "topic", "first", id=same)  # and the answer never came
    running.until("choose")

    response = running.write("Ben", "topic", MARK, id=same)

    assert response.status_code == 409
    assertContains(running.get("Ben"), MARK)


def test_words_that_were_kept_and_come_again_later_are_a_success(running: Room):
    running.until("bring")
    same = str(uuid.uuid4())
    running.write("Ben", "topic", MARK, id=same)
    running.until("choose")

    assert running.write("Ben", "topic", MARK, id=same).status_code == 302


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": ""}, "There is nothing to keep yet."),
        ({"text": "   \n "}, "There is nothing to keep yet."),
        ({"text": "x" * 4001}, "longer than 4000 characters"),
    ],
)
def test_what_cannot_be_kept_is_answered_in_words(
    running: Room, data: dict[str, str], sentence: str
):
    running.until("bring")

    body = {"id": str(uuid.uuid4()), "kind": "topic", **data}
    response = running.browsers["Ada"].post(running.url("words/"), body)

    assertContains(response, sentence, status_code=422)


@pytest.mark.parametrize(
    "forged",
    [{}, {"id": "x", "kind": "topic", "text": "a"}, {"id": str(uuid.uuid4()), "kind": "diary"}],
)
def test_what_no_page_of_ours_sends_is_turned_down_in_words(running: Room, forged: dict[str, str]):
    running.until("bring")

    response = running.browsers["Ada"].post(running.url("words/"), forged)

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_a_refused_text_comes_back_to_whoever_wrote_it(running: Room):
    """Without scripts the whole page is drawn anew: nothing typed may be gone."""
    running.until("bring")

    response = running.write("Ada", "topic", MARK + "x" * 4000)

    assertContains(response, "It is on your own pad", status_code=422)
    assertContains(response, MARK, status_code=422)


def test_a_new_line_counts_once(running: Room):
    running.until("bring")

    assert running.write("Ada", "topic", "a\r\n" * 1999 + "b").status_code == 302


def test_words_do_not_become_markup(running: Room):
    running.until("bring")

    running.write("Ada", "topic", "<script>alert(1)</script><b>bold</b>")

    assertContains(running.get("Ben"), "&lt;script&gt;alert(1)&lt;/script&gt;")
    assertNotContains(running.get("Ben"), "<b>bold</b>")


def test_what_everybody_takes_home_is_there_next_time(running: Room):
    running.until("commitments")
    running.write("Cai", "commitment", MARK)
    running.until("")

    again = make_next(running).open().until("last-time")

    assertContains(again.get("Ada"), MARK)


def test_what_was_written_is_gone_for_whoever_left(running: Room):
    running.until("bring")
    running.write("Cai", "topic", MARK)
    leave_group(member=Member.objects.get(group=running.group, person=running.people["Cai"]))

    assert running.get("Cai").status_code == 404


def test_a_stranger_learns_not_even_that_it_exists(running: Room):
    dana = signed_in(person("Dana"))
    body = {"id": str(uuid.uuid4()), "kind": "topic", "text": MARK}

    foreign = dana.post(running.url("words/"), body)
    missing = dana.post("/sessions/987654/words/", body)

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)


def make_next(room: Room) -> Room:
    """The same people a week later."""
    with later(days=7):
        session = make_session(group=room.group)
    return replace(room, session=session)
