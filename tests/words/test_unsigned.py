"""Words that lose their writer: shown to all, and no row tells whose they were."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from levelground.runtime import clock
from levelground.words import store
from levelground.words.actions.words import (
    NotYours,
    TooFew,
    Unsigned,
    erase_of_group,
    forget_writer,
    take_names_off,
    write_as_group,
)
from levelground.words.models import Words
from levelground.words.queries import Spoken, prove_membership, read
from tests.make import Cast, make_cast, make_group, make_person, make_words
from tests.room import later

pytestmark = pytest.mark.django_db

PLACE = "worries/1/told"
SHOWN = "worries/1/shown"


@pytest.fixture
def cast() -> Cast:
    """Ada, Ben and Cai have each written two things that only they see."""
    cast = make_cast()
    for number, person in enumerate((cast.ada, cast.ben, cast.cai, cast.ben, cast.ada, cast.cai)):
        with later(minutes=number):
            make_words(
                by=person,
                group=cast.group,
                text=f"{person.name} worries {number}",
                seen="writer",
                kind="worry",
                place=f"{PLACE}/own",
            )
    return cast


def take(cast: Cast, *, at_least: int = 3, writers: tuple[int, ...] = ()) -> tuple[Unsigned, ...]:
    return take_names_off(
        proof=prove_membership(cast.ada, cast.group),
        place=PLACE,
        to=SHOWN,
        writers=writers or (cast.ada.pk, cast.ben.pk, cast.cai.pk),
        at_least=at_least,
        expires_at=None,
    )


def shown(cast: Cast) -> tuple[Spoken, ...]:
    return read(prove_membership(cast.ben, cast.group), places_under=f"{SHOWN}/")


def test_everybody_reads_all_and_nobody_learns_whose(cast: Cast):
    take(cast)

    assert {words.text for words in shown(cast)} == {
        *("Ada worries 0", "Ben worries 1", "Cai worries 2"),
        *("Ben worries 3", "Ada worries 4", "Cai worries 5"),
    }
    assert {words.writer_id for words in shown(cast)} == {None}


def test_no_row_and_no_column_is_left_that_links_words_and_writer(cast: Cast):
    before = set(Words.objects.values_list("pk", flat=True))

    take(cast)

    rows = list(Words.objects.all())
    assert not before & {row.pk for row in rows}
    assert {(row.writer_id, row.owner_id) for row in rows} == {(None, None)}
    assert len({row.written_at for row in rows}) == 1
    assert len({row.key_id for row in rows}) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks at SQLite's own order of rows")
def test_the_order_in_the_table_is_that_of_the_random_ids(cast: Cast):
    take(cast)

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM words_words ORDER BY rowid")
        stored = [row[0] for row in cursor.fetchall()]
    assert stored == sorted(stored)
    assert [words.id.hex for words in shown(cast)] == stored


def test_the_order_changes_from_one_time_to_the_next():
    orders = set()
    for number in range(6):
        cast = _again(number)
        take(cast)
        orders.add(tuple(words.text for words in shown(cast)))

    assert len(orders) > 1


def _again(number: int) -> Cast:
    people = {
        name: make_person(name, email=f"{name}{number}@x.example")
        for name in ("ada", "ben", "cai", "hana", "dana", "eli", "fay")
    }
    three = [people[name] for name in ("ada", "ben", "cai")]
    group = make_group(people=three)
    for person in three:
        for turn in range(2):
            make_words(
                by=person,
                group=group,
                text=f"{person.name} {turn}",
                seen="writer",
                kind="worry",
                place=f"{PLACE}/own",
            )
    return Cast(group=group, other_group=group, **people)


def test_too_few_writers_stay_hidden(cast: Cast):
    with pytest.raises(TooFew):
        take(cast, writers=(cast.ada.pk, cast.ben.pk))

    assert shown(cast) == ()
    assert Words.objects.filter(writer__isnull=False).count() == 6


def test_who_is_not_ready_keeps_what_they_wrote(cast: Cast):
    take(cast, at_least=2, writers=(cast.ada.pk, cast.ben.pk))

    assert Words.objects.filter(writer=cast.cai).count() == 2
    assert not Words.objects.filter(writer__in=(cast.ada, cast.ben)).exists()


def test_control_names_that_are_only_blanked_leave_their_traces(cast: Cast):
    """What the tests above look for is found where a reveal would leave it."""
    before = set(Words.objects.values_list("pk", flat=True))
    Words.objects.update(writer=None, seen="group")

    assert before & set(Words.objects.values_list("pk", flat=True))
    assert len(set(Words.objects.values_list("written_at", flat=True))) > 1


# What is the group's own


def test_the_same_id_again_is_no_second_and_no_other(cast: Cast):
    proof = prove_membership(cast.ada, cast.group)
    words_id = uuid4()
    for text in ("We meet on Tuesdays", "Something else"):
        write_as_group(proof=proof, id=words_id, kind="clause", place="agreement/1/x", text=text)

    assert [words.text for words in read(proof, place="agreement/1/x")] == ["We meet on Tuesdays"]


def test_an_id_of_another_group_is_refused(cast: Cast):
    proof = prove_membership(cast.ada, cast.group)
    theirs = make_words(by=cast.hana, group=cast.other_group)

    with pytest.raises(NotYours):
        write_as_group(proof=proof, id=theirs, kind="clause", place="agreement/1/x", text="x")


def test_any_member_takes_back_what_is_the_groups_and_nothing_else(cast: Cast):
    proof = prove_membership(cast.ada, cast.group)
    write_as_group(
        proof=proof, id=(ours := uuid4()), kind="clause", place="agreement/1/x", text="x"
    )
    bens = make_words(by=cast.ben, group=cast.group)

    erase_of_group(proof=prove_membership(cast.cai, cast.group), ids=[ours, bens])

    assert set(Words.objects.filter(pk__in=[ours, bens]).values_list("pk", flat=True)) == {bens}


def test_what_somebody_had_written_for_themselves_goes_with_them(cast: Cast):
    forget_writer(group=cast.group, person=cast.ben, places_under="worries/")

    assert not Words.objects.filter(writer=cast.ben).exists()
    assert Words.objects.count() == 4


def test_words_of_nobody_cannot_be_private(cast: Cast):
    words = Words.objects.filter(writer=cast.ada)[0]
    words.writer = None

    with pytest.raises(IntegrityError):
        words.save()


def test_what_is_past_is_not_shown(cast: Cast):
    Words.objects.filter(writer=cast.ben).update(expires_at=clock.now())

    with pytest.raises(TooFew):
        take(cast)


def test_it_opens_in_its_new_place(cast: Cast):
    take(cast)

    for row in Words.objects.select_related("key"):
        assert "worries" in store.open_up(row)
