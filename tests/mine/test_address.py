"""Another e-mail address: proved by its mailbox, and what waited at the old one waits at the new one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from levelground.accounts.actions.people import expect
from levelground.accounts.http import limits
from levelground.accounts.models import Person
from levelground.credentials.actions import note_device
from levelground.credentials.queries import is_known
from levelground.formation.actions.seats import publish
from levelground.formation.models import Seat
from levelground.formation.queries.rounds import listed_in, proposal_of, roster_of, version_of
from levelground.formation.queries.seats import seats_of
from levelground.groups.actions.decisions import invite
from levelground.groups.models import Invitation, Question
from levelground.groups.queries.groups import member_of
from levelground.letters.models import Letter
from levelground.mine.actions.address import change_address
from levelground.mine.queries.holdings import addresses_in
from levelground.programmes import store
from levelground.programmes.actions.invitations import ask_one
from levelground.programmes.actions.programmes import say, say_yes
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Invitee
from levelground.programmes.queries.programmes import invitees_of
from tests.formation.making import candidates, make_proposal, make_seat
from tests.make import (
    make_cast,
    make_dates,
    make_invitation,
    make_person,
    make_programme,
    signed_in,
)
from tests.schedule.making import calendar_in

pytestmark = pytest.mark.django_db
PAGE = "/mine/address/"
OLD, NEW = "ada@example.org", "ada@new.example"
AGES = timedelta(hours=1)


@pytest.fixture
def ada() -> Person:
    return make_person("Ada")


@pytest.fixture
def browser(ada: Person) -> Client:
    """Signed in a moment ago."""
    return signed_in(ada)


def figures() -> str:
    """Those of the last letter."""
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


def asked(browser: Client, email: str = NEW) -> Any:
    return browser.post(PAGE, {"email": email}, follow=True)


def moved(browser: Client) -> Any:
    asked(browser)
    return browser.post(PAGE, {"code": figures()}, follow=True)


def address_of(person: Person) -> str:
    person.refresh_from_db()
    return person.email


def letters_to(email: str) -> list[str]:
    return [f"{one.subject}\n{one.body}" for one in mail.outbox if one.to == [email]]


# The way


def test_whoever_reads_the_new_mailbox_has_the_new_address(browser: Client, ada: Person):
    page = asked(browser, "Ada@New.example")
    assertContains(page, f"emailing a 6-digit code to {NEW}")
    assert mail.outbox[-1].to == [NEW]
    assert address_of(ada) == OLD

    response = browser.post(PAGE, {"code": figures()}, follow=True)

    assertRedirects(response, "/account/")
    assertContains(response, f"{NEW} is your address from now on.")
    assert address_of(ada) == NEW
    assertContains(browser.get("/account/"), NEW)


def test_they_sign_in_with_the_new_address_and_no_longer_with_the_old(browser: Client, ada: Person):
    moved(browser)
    for email, comes_in in ((NEW, True), (OLD, False)):
        other = Client()
        other.post("/sign-in/", {"email": email})
        other.post("/sign-in/code/", {"code": figures()})
        page = other.get("/account/")
        assert (page.status_code == 200 and page.context["request"].user == ada) is comes_in


def test_the_old_address_is_told_and_not_which_is_the_new_one(browser: Client):
    moved(browser)

    [letter] = letters_to(OLD)
    assert "has another address" in letter
    assert "If it was not you" in letter
    assert "new.example" not in letter


def test_a_code_of_the_sign_in_is_asked_for_first(ada: Person):
    browser = signed_in(ada, typed_a_code=AGES)

    for answer in (browser.get(PAGE), browser.post(PAGE, {"email": NEW})):
        assert answer["Location"].startswith("/account/again/")
    assert not mail.outbox


def test_other_devices_are_signed_out_and_this_one_goes_on(browser: Client, ada: Person):
    other, ben = signed_in(ada), signed_in(make_person("Ben"))
    key = browser.session.session_key

    moved(browser)

    assert [one.get("/account/").status_code for one in (browser, other, ben)] == [200, 302, 200]
    assert browser.session.session_key != key


def test_other_devices_are_new_again_and_this_one_is_not(browser: Client, ada: Person):
    """The next sign-in there is written about, to the address that they have by then."""
    note_device(person=ada, token="a" * 43, kind="", is_first=True)
    note_device(person=ada, token="b" * 43, kind="", is_first=True)
    browser.cookies["device"] = "a" * 43
    asked(browser)

    moved(browser)

    assert is_known(ada, token="a" * 43)
    assert not is_known(ada, token="b" * 43)


def test_a_code_on_its_way_to_the_old_address_lets_nobody_in(browser: Client):
    early = Client()
    early.post("/sign-in/", {"email": OLD})
    code = figures()
    moved(browser)

    response = early.post("/sign-in/code/", {"code": code}, follow=True)

    assertContains(response, "This address was changed.")
    assert early.get("/account/").status_code == 302


# Refusals


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the address to which"),
        ("ada", "This is not an e-mail address."),
        ("ADA@example.org", "This is your address already."),
        (f"{'a' * 250}@new.example", "has at most 254 characters"),
    ],
)
def test_what_is_no_new_address_is_refused(browser: Client, typed: str, said: str):
    response = browser.post(PAGE, {"email": typed})

    assert response.status_code == 422
    assert re.search(said, response.content.decode())
    assert not mail.outbox


def test_three_wrong_tries_need_a_new_letter(browser: Client, ada: Person):
    asked(browser)
    right = figures()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(2):
        assertContains(browser.post(PAGE, {"code": wrong}), "not the figures", status_code=422)

    assertContains(browser.post(PAGE, {"code": wrong}, follow=True), "three wrong tries")
    browser.post(PAGE, {"code": right})
    assert address_of(ada) == OLD


def test_tries_are_limited_over_all_letters(browser: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "SIGNED_IN_TRIES", replace(limits.SIGNED_IN_TRIES, at_once=5))
    answers = []
    for _ in range(2):
        asked(browser)
        answers += [browser.post(PAGE, {"code": "1"}).status_code for _ in range(3)]

    assert answers == [422, 422, 302, 422, 422, 429]


def test_letters_to_one_address_are_limited(browser: Client):
    most = limits.NEW_ADDRESS.at_once
    for _ in range(most):
        asked(browser)
        browser.post(PAGE, {"anew": "1"})
    others = signed_in(make_person("Ben"))

    for one in (browser, others):
        page = one.post(PAGE, {"email": NEW})
        assertContains(page, "Too many tries. Wait", status_code=422)
    assert len(mail.outbox) == most


def test_figures_are_good_for_ten_minutes_in_this_browser_only(browser: Client, ada: Person):
    asked(browser)
    code = figures()
    assertContains(signed_in(ada).post(PAGE, {"code": code}), "Type the address", status_code=422)
    with time_machine.travel(timedelta(minutes=10, seconds=10), tick=False):
        late = browser.session
        late["account_authentication_methods"][0]["at"] += 600
        late.save()
        assertContains(browser.post(PAGE, {"code": code}), "Type the address", status_code=422)
    assert address_of(ada) == OLD


def test_another_address_can_be_typed_after_a_slip(browser: Client, ada: Person):
    asked(browser, "ada@nwe.example")
    first = figures()

    assertRedirects(browser.post(PAGE, {"anew": "1"}), PAGE)
    asked(browser)
    assertContains(browser.post(PAGE, {"code": first}), "not the figures", status_code=422)
    browser.post(PAGE, {"code": figures()})

    assert address_of(ada) == NEW


def test_the_page_does_not_wait_for_the_mail_server(browser: Client, settings: Settings):
    settings.OUTBOX_BACKEND = "tests.letters.at_once.AwayBackend"

    response = browser.post(PAGE, {"email": NEW}, follow=True)

    assertContains(response, "No email?")
    assert Letter.objects.waiting().short_lived().count() == 1


# An address that has an account


def seen(response: Any) -> str:
    text = response.content.decode().replace("ben@example.org", "?").replace("bea@example.org", "?")
    return re.sub(r'nonce="[^"]*"|\w{64}', "", text)


@pytest.mark.parametrize("is_active", [True, False])
def test_the_page_does_not_tell_whether_an_address_has_an_account(
    browser: Client, ada: Person, is_active: bool
):
    ben = make_person("Ben")
    Person.objects.filter(pk=ben.pk).update(is_active=is_active)
    other = signed_in(ada)

    taken, free = asked(browser, ben.email), asked(other, "bea@example.org")

    assert seen(taken) == seen(free)
    assert len(mail.outbox) == 2
    for wrong in ("1", "-", "000"):
        theirs, mine = (one.post(PAGE, {"code": wrong}) for one in (browser, other))
        assert (theirs.status_code, seen(theirs)) == (mine.status_code, seen(mine))
    assert address_of(ada) == OLD


def test_its_owner_gets_a_letter_without_figures(browser: Client):
    ben = make_person("Ben")

    asked(browser, ben.email)

    [letter] = letters_to(ben.email)
    assert "has an account" in letter
    assert not re.search(r"\d{6}", letter)


def test_who_tried_to_sign_in_with_the_new_address_first_can_have_it(browser: Client, ada: Person):
    Client().post("/sign-in/", {"email": NEW})
    assert Person.objects.filter(email=NEW).exists()

    moved(browser)

    assert address_of(ada) == NEW


def test_a_sign_in_at_the_new_address_that_never_said_its_name_begins_anew(browser: Client):
    other = Client()
    other.post("/sign-in/", {"email": NEW})
    other.post("/sign-in/code/", {"code": figures()})
    moved(browser)

    assertRedirects(other.post("/sign-in/name/", {"name": "Ada"}), "/sign-in/")


def test_an_account_that_was_made_meanwhile_keeps_its_address(browser: Client, ada: Person):
    asked(browser)
    make_person("Other", email=NEW)

    response = browser.post(PAGE, {"code": figures()}, follow=True)

    assertContains(response, "an account of its own")
    assert address_of(ada) == OLD
    assert not letters_to(OLD)


def test_a_house_by_invitation_lets_its_people_have_another_address(
    browser: Client, ada: Person, settings: Settings
):
    settings.SIGN_UP_OPEN = False
    assert expect(email="stranger@new.example") is None

    moved(browser)

    assert address_of(ada) == NEW


# What waits at the old address


def test_an_invitation_goes_on_waiting_and_its_link_works():
    cast = make_cast()
    secret = make_invitation(group=cast.group, by=cast.ada, email=cast.dana.email)

    change_address(person=cast.dana, new=NEW)

    signed_in(cast.dana).post(f"/invitations/{secret}/")
    assert member_of(cast.dana, cast.group)


def test_a_group_that_has_asked_both_addresses_asks_once():
    cast = make_cast()
    make_invitation(group=cast.group, by=cast.ada, email=cast.dana.email)
    secret = make_invitation(group=cast.group, by=cast.ada, email=NEW)

    change_address(person=cast.dana, new=NEW)

    assert [one.email for one in Invitation.objects.all()] == [NEW]
    assert signed_in(cast.dana).get(f"/invitations/{secret}/").status_code == 200


def test_what_a_group_is_still_asked_about_somebody_is_about_the_new_address():
    cast = make_cast()
    by = member_of(cast.ada, cast.group)
    assert by
    invite(group=cast.group, by=by, email=cast.dana.email)
    assert Question.objects.get().email == cast.dana.email

    change_address(person=cast.dana, new=NEW)

    assert Question.objects.get().email == NEW


def test_a_programme_still_asks_them_and_knows_what_its_list_said(ada: Person):
    programme = make_programme(by=make_person("Fay", is_staff=True))
    ask_one(
        programme=programme, known=InviteeRow(email=OLD, name="Ada", organisation="City Council")
    )

    change_address(person=ada, new=NEW)

    known = store.open_row(invitees_of(ada).get())
    assert (known.email, known.organisation) == (NEW, "City Council")
    assert signed_in(ada).get(f"/asked/{programme.pk}/").status_code == 200


def test_a_yes_to_a_programme_stays_though_it_has_asked_the_new_address_too(ada: Person):
    programme = make_programme(by=make_person("Fay", is_staff=True))
    for email in (OLD, NEW):
        ask_one(programme=programme, known=InviteeRow(email=email, name="Ada"))
    say(person=ada, free=((1980, 2160),), time_zone="UTC")
    say_yes(invitee=invitees_of(ada).get(), by=ada)

    change_address(person=ada, new=NEW)

    place = Invitee.objects.get()
    assert (place.email, place.state, place.person) == (NEW, Invitee.State.YES, ada)


def test_a_seat_goes_on_waiting_and_the_list_has_the_new_address(ada: Person):
    fay = make_person("Fay", is_staff=True)
    seat = make_seat(by=fay, email=OLD)

    change_address(person=ada, new=NEW)

    assert seats_of(ada).get() == seat
    roster = roster_of(seat.group.publication.round)
    assert roster
    listed = listed_in(roster)
    assert listed.address(seat.number) == NEW
    assert OLD not in [one.id for one in listed.people]
    signed_in(ada).post(f"/seats/{seat.pk}/")
    seat.refresh_from_db()
    assert (seat.state, seat.person) == (Seat.State.YES, ada)


def test_who_refers_to_them_in_a_list_still_does(ada: Person):
    first, second, *others = candidates()
    people = [replace(first, id=OLD), replace(second, not_together=(OLD,)), *others]
    round_ = make_proposal(make_person("Fay", is_staff=True), people=people)

    change_address(person=ada, new=NEW)

    roster = roster_of(round_)
    assert roster
    assert listed_in(roster).people[1].not_together == (NEW,)


def test_who_is_in_a_list_twice_stays_with_the_new_address(ada: Person):
    first, second, *others = candidates()
    people = [replace(first, id=OLD), replace(second, id=NEW), *others]
    fay = make_person("Fay", is_staff=True)
    round_ = make_proposal(fay, people=people)
    publish(round_=round_, by=fay, version=version_of(round_))

    change_address(person=ada, new=NEW)

    assert seats_of(ada).get().number == 1
    roster = roster_of(round_)
    assert roster
    proposal = proposal_of(round_, roster)
    assert proposal
    assert [proposal.place_of(number) for number in (0, 1)] == [-1, 0]


def test_the_dates_of_their_groups_are_sent_to_the_new_address():
    cast = make_cast()
    make_dates(cast.group)
    mail.outbox.clear()

    change_address(person=cast.ada, new=NEW)

    [letter] = [one for one in mail.outbox if one.to == [NEW]]
    assert f"mailto:{NEW}" in calendar_in(letter).replace("\r\n ", "")
    assert [one.to for one in mail.outbox if one is not letter] == [[OLD]]


def test_nothing_knows_the_old_address_any_more():
    cast = make_cast()
    programme = make_programme(by=cast.fay)
    used = make_invitation(group=cast.group, by=cast.ada, email=cast.dana.email)
    signed_in(cast.dana).post(f"/invitations/{used}/")
    make_invitation(group=cast.other_group, by=cast.hana, email=cast.dana.email)
    ask_one(programme=programme, known=InviteeRow(email=cast.dana.email))
    make_seat(by=cast.fay, email=cast.dana.email)
    old = cast.dana.email
    assert len(knowing(old)) == 4

    change_address(person=cast.dana, new=NEW)

    assert knowing(old) == set()
    assert len(knowing(NEW)) == 5  # and the library's own list


def knowing(email: str) -> set[str]:
    """The tables with this address."""
    return {
        model._meta.label
        for model in apps.get_models()
        for name in addresses_in(model)
        if model._base_manager.filter(**{f"{name}__iexact": email}).exists()
    }
