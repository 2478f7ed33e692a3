"""The one door to what people wrote: who may see what, and how nobody else gets in."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Q

from levelground.accounts.models import Person
from levelground.groups.actions.groups import close_ended_groups, end_group
from levelground.groups.models import Member
from levelground.groups.queries.groups import member_of
from levelground.runtime import clock
from levelground.words import queries
from levelground.words.actions.words import (
    LONGEST,
    NotYours,
    TooLong,
    erase,
    erase_expired,
    keep,
    park_thought,
    shred_ended_groups,
    write,
)
from levelground.words.models import Words
from levelground.words.queries import (
    MembershipProof,
    NotAMember,
    SelfProof,
    parked_thought,
    prove_membership,
    prove_self,
    read,
)
from tests.make import Cast, join, leave, make_cast, make_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def texts(person: Person, cast: Cast, **where: str) -> set[str]:
    return {spoken.text for spoken in read(prove_membership(person, cast.group), **where)}


# Who sees what


@pytest.mark.parametrize(
    ("seen", "readers"),
    [
        (Words.Seen.WRITER, {"ben"}),
        (Words.Seen.OWNER, {"ben", "ada"}),
        (Words.Seen.GROUP, {"ada", "ben", "cai"}),
    ],
)
def test_words_are_read_by_whom_they_are_for(cast: Cast, seen: str, readers: set[str]):
    make_words(by=cast.ben, group=cast.group, text="marker", seen=seen, owner=cast.ada)

    found = {
        name
        for name in ("ada", "ben", "cai")
        if texts(getattr(cast, name), cast, places_under="session-1/")
    }

    assert found == readers


def test_words_for_their_owner_without_an_owner_are_for_their_writer(cast: Cast):
    make_words(by=cast.ben, group=cast.group, seen=Words.Seen.OWNER)

    assert texts(cast.ben, cast)
    assert not texts(cast.ada, cast)


def test_control_a_door_that_forgets_whom_words_are_for_is_noticed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queries, "_theirs", lambda proof: Q())
    make_words(by=cast.ben, group=cast.group, seen=Words.Seen.WRITER)

    assert texts(cast.ada, cast), "without the check she would see it"


def test_places_are_told_apart(cast: Cast):
    for place in ("session-1/bring", "session-1/reflect", "session-10/bring"):
        make_words(by=cast.ada, group=cast.group, text=place, place=place)

    assert texts(cast.ben, cast, place="session-1/bring") == {"session-1/bring"}
    assert texts(cast.ben, cast, places_under="session-1/") == {
        "session-1/bring",
        "session-1/reflect",
    }


@pytest.mark.parametrize("places_under", ["%", "_", "session-1/%", "session_1/", "\\"])
def test_a_place_is_no_pattern(cast: Cast, places_under: str):
    make_words(by=cast.ada, group=cast.group, place="session-1/bring")

    assert not texts(cast.ben, cast, places_under=places_under)


@pytest.mark.parametrize("name", ["dana", "eli", "fay", "hana"])
def test_nobody_else_gets_a_proof(cast: Cast, name: str):
    with pytest.raises(NotAMember):
        prove_membership(getattr(cast, name), cast.group)


def test_a_closed_account_gets_no_proof(cast: Cast):
    cast.ben.is_active = False

    with pytest.raises(NotAMember):
        prove_membership(cast.ben, cast.group)
    with pytest.raises(NotAMember):
        prove_self(cast.ben)


def test_who_leaves_reads_nothing_more_not_even_with_an_old_proof(cast: Cast):
    make_words(by=cast.ben, group=cast.group)
    old = prove_membership(cast.ben, cast.group)
    member = member_of(cast.ben, cast.group)
    assert member
    assert read(old)

    leave(member)

    assert read(old) == ()
    with pytest.raises(NotAMember):
        prove_membership(cast.ben, cast.group)


def test_a_closed_account_reads_nothing_more_with_an_old_proof(cast: Cast):
    make_words(by=cast.ben, group=cast.group)
    old = prove_membership(cast.ben, cast.group)

    Person.objects.filter(pk=cast.ben.pk).update(is_active=False)

    assert read(old) == ()


def newcomer(cast: Cast) -> Person:
    """Dana, who joins an hour from now."""
    with clock.held(clock.now() + timedelta(hours=1)):
        join(cast.group, cast.dana)
    return cast.dana


@pytest.mark.parametrize("seen", [Words.Seen.GROUP, Words.Seen.OWNER])
def test_a_newcomer_does_not_read_what_was_written_before(cast: Cast, seen: str):
    make_words(by=cast.ada, group=cast.group, text="before", seen=seen, owner=cast.dana)
    dana = newcomer(cast)

    with clock.held(clock.now() + timedelta(hours=2)):
        make_words(by=cast.ada, group=cast.group, text="after", seen=seen, owner=cast.dana)
        assert texts(dana, cast) == {"after"}


def test_words_that_are_edited_later_stay_closed_to_a_newcomer(cast: Cast):
    words_id = make_words(by=cast.ada, group=cast.group, text="before")
    dana = newcomer(cast)
    with clock.held(clock.now() + timedelta(hours=2)):
        write(
            proof=prove_membership(cast.ada, cast.group),
            id=words_id,
            kind="topic",
            place="session-1/bring",
            text="mended",
            owner=None,
            seen=Words.Seen.GROUP,
            expires_at=None,
        )
        assert not texts(dana, cast)


def test_a_newcomer_reads_the_agreement(cast: Cast):
    make_words(by=cast.ada, group=cast.group, text="clause", place="agreement/1")
    make_words(by=cast.ada, group=cast.group, text="other", place="agreements-of-old/1")

    assert texts(newcomer(cast), cast) == {"clause"}


def test_control_a_door_that_opens_the_past_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queries, "_written_among_them", lambda proof: Q())
    make_words(by=cast.ada, group=cast.group)

    assert texts(newcomer(cast), cast), "without the rule it would be read"


def test_who_comes_back_reads_what_they_were_there_for_and_what_they_wrote(cast: Cast):
    now = clock.now()
    make_words(by=cast.ben, group=cast.group, text="while he was there")
    with clock.held(now + timedelta(hours=1)):
        member = member_of(cast.ben, cast.group)
        assert member
        leave(member)
    with clock.held(now + timedelta(hours=2)):
        make_words(by=cast.ada, group=cast.group, text="while he was away")
    with clock.held(now + timedelta(hours=3)):
        join(cast.group, cast.ben)
        make_words(by=cast.ada, group=cast.group, text="now")

        assert texts(cast.ben, cast) == {"while he was there", "now"}


# A group that has ended


def test_an_ended_group_is_read_for_thirty_days_and_then_by_nobody(cast: Cast):
    make_words(by=cast.ada, group=cast.group, text="marker")
    end_group(group=cast.group)
    ended = clock.now()

    with clock.held(ended + timedelta(days=29, hours=23)):
        assert shred_ended_groups(clock.now()) == 0
        assert close_ended_groups(clock.now()) == 0
        assert texts(cast.ben, cast) == {"marker"}
    with clock.held(ended + timedelta(days=30, minutes=1)):
        assert shred_ended_groups(clock.now()) == 1
        assert texts(cast.ben, cast) == set()
        assert close_ended_groups(clock.now()) == 1
        with pytest.raises(NotAMember):
            prove_membership(cast.ben, cast.group)
        assert close_ended_groups(clock.now()) == 0

    assert not Words.objects.filter(group=cast.group).exists()
    assert Member.objects.filter(group=cast.group).count() == 4, "that they met stays theirs"


def test_the_words_of_a_group_that_goes_on_are_not_shredded(cast: Cast):
    make_words(by=cast.ada, group=cast.group, text="marker")
    make_words(by=cast.hana, group=cast.other_group)
    end_group(group=cast.other_group)

    with clock.held(clock.now() + timedelta(days=40)):
        shred_ended_groups(clock.now())

        assert texts(cast.ben, cast) == {"marker"}


# Proofs


def test_a_proof_cannot_be_made_by_hand(cast: Cast):
    for attempt in (
        lambda: MembershipProof(cast.dana.pk, cast.group.pk, object()),
        lambda: MembershipProof(cast.dana.pk, cast.group.pk, None),
        lambda: MembershipProof(person_id=cast.dana.pk, group_id=cast.group.pk, minted=True),
        lambda: SelfProof(cast.ada.pk, object()),
    ):
        with pytest.raises(TypeError, match="Only prove_"):
            attempt()


def test_a_proof_cannot_be_made_out_of_another(cast: Cast):
    proof: Any = prove_membership(cast.hana, cast.other_group)
    mine: Any = prove_self(cast.hana)

    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(proof, group_id=cast.group.pk)
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(proof, group_id=cast.group.pk, minted=getattr(proof, "minted", None))
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(mine, person_id=cast.ada.pk)
    with pytest.raises(dataclasses.FrozenInstanceError):
        proof.group_id = cast.group.pk
    assert copy.copy(proof) == proof
    assert pickle.loads(pickle.dumps(proof)) == proof  # noqa: S301  a copy opens the same door only


# Writing again, keeping, erasing


def again(cast: Cast, words_id: Any, *, by: Person, text: str = "other") -> None:
    write(
        proof=prove_membership(by, cast.group),
        id=words_id,
        kind="topic",
        place="session-1/bring",
        text=text,
        owner=None,
        seen=Words.Seen.GROUP,
        expires_at=None,
    )


def test_the_same_id_again_edits(cast: Cast):
    words_id = make_words(by=cast.ada, group=cast.group, text="first")

    again(cast, words_id, by=cast.ada, text="second")

    assert texts(cast.ben, cast) == {"second"}
    assert Words.objects.count() == 1


def test_nobody_edits_anothers_words(cast: Cast):
    words_id = make_words(by=cast.ada, group=cast.group, text="first")

    with pytest.raises(NotYours):
        again(cast, words_id, by=cast.ben)

    assert texts(cast.ada, cast) == {"first"}


def test_words_are_not_taken_into_another_group(cast: Cast):
    words_id = make_words(by=cast.hana, group=cast.other_group, text="first")
    Member.objects.create(group=cast.group, person=cast.hana, joined_at=clock.now())

    with pytest.raises(NotYours):
        again(cast, words_id, by=cast.hana)


@pytest.mark.parametrize(("name", "may"), [("ben", True), ("ada", True), ("cai", False)])
def test_writer_and_owner_may_take_words_back(cast: Cast, name: str, *, may: bool):
    words_id = make_words(by=cast.ben, group=cast.group, owner=cast.ada)

    erase(proof=prove_membership(getattr(cast, name), cast.group), id=words_id)

    assert Words.objects.exists() is not may


@pytest.mark.parametrize(("name", "may"), [("ben", True), ("ada", True), ("cai", False)])
def test_writer_and_owner_may_keep_words(cast: Cast, name: str, *, may: bool):
    words_id = make_words(by=cast.ben, group=cast.group, owner=cast.ada)
    until = clock.now() + timedelta(days=365)

    keep(proof=prove_membership(getattr(cast, name), cast.group), id=words_id, until=until)

    assert (Words.objects.get().expires_at == until) is may


def test_too_much_is_refused_with_a_sentence(cast: Cast):
    with pytest.raises(TooLong, match="Shorten it"):
        make_words(by=cast.ada, group=cast.group, text="x" * (LONGEST + 1))
    with pytest.raises(TooLong):
        park_thought(proof=prove_self(cast.ada), place="session-1", text="x" * (LONGEST + 1))

    make_words(by=cast.ada, group=cast.group, text="ā" * LONGEST)
    assert texts(cast.ada, cast) == {"ā" * LONGEST}


# Time


def test_what_is_past_is_not_read_and_then_erased(cast: Cast):
    proof = prove_membership(cast.ada, cast.group)
    for hours in (1, 3):
        write(
            proof=proof,
            id=uuid4(),
            kind="note",
            place="session-1/x",
            text=f"for {hours} h",
            owner=None,
            seen=Words.Seen.GROUP,
            expires_at=clock.now() + timedelta(hours=hours),
        )
    make_words(by=cast.ada, group=cast.group, text="for ever")
    later = clock.now() + timedelta(hours=2)

    with clock.held(later):
        assert texts(cast.ada, cast) == {"for 3 h", "for ever"}
    assert Words.objects.count() == 3
    assert erase_expired(later) == 1
    assert Words.objects.count() == 2


# A thought of one's own


def test_a_parked_thought_is_its_thinkers_alone(cast: Cast):
    park_thought(proof=prove_self(cast.ada), place="session-1", text="marker")

    assert parked_thought(prove_self(cast.ada), place="session-1") == "marker"
    assert parked_thought(prove_self(cast.ada), place="session-2") == ""
    assert parked_thought(prove_self(cast.ben), place="session-1") == ""
    assert not texts(cast.ben, cast)
    assert not texts(cast.ada, cast), "it is no word of the group's either"


def test_a_pad_keeps_the_last_thought_and_an_empty_one_clears_it(cast: Cast):
    proof = prove_self(cast.ada)
    for text in ("one", "two"):
        park_thought(proof=proof, place="session-1", text=text)
    assert parked_thought(proof, place="session-1") == "two"

    park_thought(proof=proof, place="session-1", text=" \n")

    assert not Words.objects.exists()


def test_a_pad_stays_its_thinkers_when_they_leave(cast: Cast):
    park_thought(proof=prove_self(cast.ben), place="session-1", text="marker")
    member = member_of(cast.ben, cast.group)
    assert member

    leave(member)

    assert parked_thought(prove_self(cast.ben), place="session-1") == "marker"
