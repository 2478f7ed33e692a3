"""The activity page: each person sees what concerns them, and nobody else's."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.programmes.actions.invitations import ask_one
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Invitee
from levelground.words.queries import prove_membership, read
from tests.make import Cast, make_cast, make_programme, make_words, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/mine/activity/"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_refused_code_for_ones_own_account_is_shown(cast: Cast):
    record(EntryKind.REFUSED, concerning=cast.ada.pk)

    assertContains(signed_in(cast.ada).get(PAGE), "Someone tried to sign in as you")
    assertNotContains(signed_in(cast.ben).get(PAGE), "Someone tried to sign in as you")


def test_reading_is_shown_to_the_reader_alone(cast: Cast):
    make_words(by=cast.ben, group=cast.group, text="what Ben wrote")
    read(prove_membership(cast.ada, cast.group), places_under="session-")

    page = signed_in(cast.ada).get(PAGE)

    assertContains(page, f"You read what your group wrote: {cast.group.name}.")
    assertNotContains(page, "what Ben wrote")
    assertNotContains(signed_in(cast.ben).get(PAGE), "You read what")


def test_a_download_of_the_list_is_shown_to_those_in_it(cast: Cast):
    programme = make_programme(by=cast.fay)
    ask_one(programme=programme, known=InviteeRow(email=cast.hana.email, name="Hana"))
    Invitee.objects.update(person=cast.hana)

    signed_in(cast.fay).get(f"/programmes/{programme.pk}/list/")

    told = f"A coordinator downloaded the list of names and replies of {programme.name}."
    assertContains(signed_in(cast.hana).get(PAGE), told)
    assertNotContains(signed_in(cast.ada).get(PAGE), "A coordinator downloaded")
    assertContains(signed_in(cast.fay).get(PAGE), "You downloaded a list or a report")


def test_the_page_says_who_can_download_what_they_wrote(cast: Cast):
    assertContains(signed_in(cast.ada).get(PAGE), "No one can export what you wrote")


def test_the_download_of_everything_has_it_too(cast: Cast):
    record(EntryKind.REFUSED, concerning=cast.ada.pk)

    assertContains(signed_in(cast.ada).get("/mine/"), "Sign-in refused")


def test_nobody_pushes_a_sign_in_off_the_page(cast: Cast):
    record(EntryKind.SIGNED_IN, by=cast.ada.pk, act="code")
    for _try in range(300):
        record(EntryKind.REFUSED, concerning=cast.ada.pk)

    assertContains(signed_in(cast.ada).get(PAGE), "You signed in.")


def test_a_download_from_before_they_were_asked_is_not_theirs(cast: Cast):
    programme = make_programme(by=cast.fay)
    signed_in(cast.fay).get(f"/programmes/{programme.pk}/list/")
    ask_one(programme=programme, known=InviteeRow(email=cast.hana.email, name="Hana"))
    Invitee.objects.update(person=cast.hana)

    assertNotContains(signed_in(cast.hana).get(PAGE), "A coordinator downloaded")
