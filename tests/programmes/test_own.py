"""The person's side: from the letter to a yes, and out again at any time."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.core.formation.reading.profiles import Confidence, ProfileAnswers, Standing
from levelground.mine.actions.closing import close_account
from levelground.programmes.actions.programmes import CannotJoin, say_yes, tell_in_confidence
from levelground.programmes.models import Affiliation, Invitee, Profile, Programme
from levelground.programmes.queries.programmes import affiliations_of, known_of, profile_of
from tests.make import make_person, make_programme, signed_in
from tests.programmes.making import TUESDAY_MORNING, Phone, ask, joins, known, later

ANSWERS = {
    "work_0": "City Council",
    "pay_0": "paid",
    "work_1": "Harbour Food Bank",
    "pay_1": "voluntary",
    "role": "roster planner",
    "experience": "7",
    "grade": "",
    "trained": "on",
    "languages": "English, te reo Māori",
    "gender": "wahine",
    "ethnicity": "Māori, NZ European",
    "age": "35-44",
    "not_alone_in": ["ethnicity"],
}
TIMES = {"time_zone": "Pacific/Auckland", "free": ["1980", "2010", "2040"]}


def path_of_the_letter() -> str:
    body = str(mail.outbox[-1].body)
    return "/" + body.split("://")[1].split(maxsplit=1)[0].split("/", 1)[1]


def test_from_the_letter_to_a_yes(programme: Programme):
    ask(programme, known("Ana", organisation="City Council", is_paid=True, trained=True))
    ana = make_person("Ana")
    client = signed_in(ana)
    where = path_of_the_letter()

    assertContains(client.get(where), "City Council")
    page = client.get(f"{where}about-you/")
    assertContains(page, 'value="City Council"')
    assertContains(page, "checked")
    assertRedirects(client.post(f"{where}about-you/", ANSWERS), f"{where}in-confidence/")
    confidences = {"standing_0": "reports to", "who_0": "Bo Lim", "standing_1": "", "who_1": ""}
    assertRedirects(client.post(f"{where}in-confidence/", confidences), f"{where}times/")
    assertRedirects(client.post(f"{where}times/", TIMES), f"{where}yes/")
    assert Invitee.objects.get().state == Invitee.State.INVITED
    assertContains(client.get(f"{where}yes/"), "90 minutes every 2 weeks")
    assertRedirects(client.post(f"{where}yes/"), where)

    invitee = Invitee.objects.get()
    assert invitee.state == Invitee.State.YES
    assert invitee.person == ana
    assert bytes(invitee.known) == b""
    assert profile_of(ana) == ProfileAnswers(
        gender=("wahine",),
        ethnicity=("Māori", "NZ European"),
        age="35-44",
        role="roster planner",
        experience=7,
        trained=True,
        languages=("English", "te reo Māori"),
        not_alone_in=("ethnicity",),
        time_zone="Pacific/Auckland",
        free=((1980, 2070),),
        confidences=(Confidence(standing=Standing.REPORTS_TO, who="Bo Lim"),),
    )
    assert affiliations_of(ana) == [("City Council", True), ("Harbour Food Bank", False)]


def test_a_new_address_gets_an_account_by_being_asked(programme: Programme, settings: Settings):
    settings.SIGN_UP_OPEN = False
    ask(programme, known("Ana"))
    client = Client()
    where = path_of_the_letter()
    assert client.get(where)["Location"] == f"/sign-in/?next={where}"
    mail.outbox.clear()

    client.post("/sign-in/", {"email": "ana@example.org", "next": where})
    code = str(mail.outbox[-1].body).split()
    figures = next(word for word in code if word.isdigit() and len(word) == 6)
    client.post("/sign-in/code/", {"code": figures})
    client.post("/sign-in/name/", {"name": "Ana"})

    assertContains(client.get(where), programme.name)


def test_a_closed_house_lets_in_nobody_who_was_not_asked(programme: Programme, settings: Settings):
    settings.SIGN_UP_OPEN = False
    ask(programme, known("Ana"))
    Client().post("/sign-in/", {"email": "zed@example.org"})

    assert not Person.objects.filter(email="zed@example.org").exists()


def test_everything_may_be_left_open_but_the_times(phone: Phone):
    assert phone.post("about-you/").status_code == 302
    assert phone.post("in-confidence/").status_code == 302
    assertContains(phone.post("times/"), "Touch the half-hours", status_code=422)
    assertRedirects(phone.get("yes/"), f"/asked/{phone.programme.pk}/times/")
    phone.post("yes/")
    assert phone.invitee().state == Invitee.State.INVITED

    phone.post("times/", **TIMES)
    phone.post("yes/")
    assert phone.invitee().state == Invitee.State.YES


def test_from_then_on_they_read_every_time_on_that_clock(phone: Phone):
    phone.post("times/", **TIMES | {"time_zone": "America/New_York"})

    assert Person.objects.get(email=phone.invitee().email).time_zone == "America/New_York"


def test_times_must_be_long_enough_for_one_meeting(phone: Phone):
    response = phone.post("times/", time_zone="UTC", free=["1980", "2040", "2100"])

    assertContains(response, "A meeting takes 90 minutes", status_code=422)
    assertContains(phone.post("times/", **TIMES | {"time_zone": "Mars"}), "list", status_code=422)


def test_sunday_night_and_monday_morning_are_one_time(phone: Phone):
    assert phone.post("times/", time_zone="UTC", free=["0", "30", "10050"]).status_code == 302


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"work_0": "City Council"}, "paid there or volunteer"),
        ({"pay_0": "paid"}, "Say where this is"),
        ({"experience": "many"}, "whole number"),
        ({"experience": "99"}, "at most 80"),
        ({"gender": "x" * 301}, "Shorten it"),
        ({"ethnicity": ",".join("abcdefghij")}, "a few short answers"),
        ({"age": "12"}, "Choose one"),
        ({"not_alone_in": ["shoe"]}, "Choose from the list"),
        ({"grade": "-1"}, "whole number"),
    ],
)
def test_what_cannot_be_read_is_asked_for_in_a_sentence(
    phone: Phone, sent: dict[str, Any], answer: str
):
    assertContains(phone.post("about-you/", **sent), answer, status_code=422)


def test_in_confidence_both_halves_are_needed(phone: Phone):
    one = phone.post("in-confidence/", standing_0="pays", who_0="")
    other = phone.post("in-confidence/", standing_0="", who_0="Bo")

    assertContains(one, "Say who", status_code=422)
    assertContains(other, "Say how you stand", status_code=422)


def test_there_is_room_for_more_in_confidence(phone: Phone):
    phone.post(
        "in-confidence/", standing_0="pays", who_0="Bo", standing_1="pays", who_1="Cy", more="y"
    )

    assertContains(phone.get("in-confidence/"), 'name="who_3"')
    assert len(profile_of(phone.person).confidences) == 2


def test_what_is_told_later_is_added_once(phone: Phone):
    confidences = Confidence(standing=Standing.APART, who="Bo", id="person-7")
    for _twice in range(2):
        tell_in_confidence(person=phone.person, confidence=confidences)

    assert profile_of(phone.person).confidences == (confidences,)


def test_what_was_said_of_a_group_can_be_kept_and_taken_back(phone: Phone):
    confidences = Confidence(standing=Standing.UNDER, who="Bo", id="person-7")
    tell_in_confidence(person=phone.person, confidence=confidences)
    browser = signed_in(phone.person)
    assertContains(browser.get("/about-you/"), "You told us one thing in confidence.")

    page = browser.get("/about-you/in-confidence/")
    assertContains(page, "I report to, or am assessed or paid by")
    assertNotContains(page, "person-7")
    browser.post("/about-you/in-confidence/", {"standing_0": "stands under", "who_0": "Bo"})
    assert profile_of(phone.person).confidences == (confidences,)
    browser.post("/about-you/in-confidence/", {"standing_0": "", "who_0": ""})
    assert profile_of(phone.person).confidences == ()


def test_two_of_one_first_name_stay_two(phone: Phone):
    for number in (7, 8):
        confidences = Confidence(standing=Standing.APART, who="Bo", id=f"person-{number}")
        tell_in_confidence(person=phone.person, confidence=confidences)
    rows = {"standing_0": "rather not with", "who_0": "Bo", "standing_1": "pays", "who_1": "Bo"}

    signed_in(phone.person).post("/about-you/in-confidence/", rows)

    assert [one.id for one in profile_of(phone.person).confidences] == ["person-7", "person-8"]


def test_whoever_is_asked_to_nothing_gets_no_profile_by_telling(fay: Person):
    tell_in_confidence(person=fay, confidence=Confidence(standing=Standing.APART, who="Bo"))

    assert not Profile.objects.exists()


# Out again


def test_saying_no_deletes_what_was_said_and_what_the_list_said(phone: Phone):
    phone.post("about-you/", **ANSWERS)

    assertRedirects(phone.post("no/"), f"/asked/{phone.programme.pk}/")

    invitee = phone.invitee()
    assert (invitee.state, invitee.name, bytes(invitee.known)) == (Invitee.State.NO, "", b"")
    assert not Profile.objects.exists()
    assert not Affiliation.objects.exists()
    assertContains(phone.get(), "You are not taking part")


def test_opting_out_after_a_yes_deletes_it_too(programme: Programme):
    ana = joins("Ana", programme, gender=("woman",))
    Phone(programme, ana).post("no/")

    invitee = Invitee.objects.get()
    assert (invitee.state, invitee.name, invitee.person) == (Invitee.State.GONE, "", None)
    assert not Profile.objects.exists()


def test_what_another_programme_needs_stays(programme: Programme):
    ana = joins("Ana", programme)
    joins("Ana", make_programme(by=programme.by, name="Another"))

    Phone(programme, ana).post("no/")

    assert profile_of(ana).free == TUESDAY_MORNING


def test_whoever_said_no_may_still_say_yes(phone: Phone):
    phone.post("no/")
    phone.post("times/", **TIMES)
    phone.post("yes/")

    assert phone.invitee().state == Invitee.State.YES
    assert phone.invitee().name == "Dana"


def test_opening_a_page_changes_nothing(phone: Phone):
    before = list(Invitee.objects.values())
    for page in ("", "about-you/", "in-confidence/", "times/", "yes/", "no/"):
        phone.get(page)

    assert list(Invitee.objects.values()) == before
    assert not Profile.objects.exists()


def test_a_yes_that_comes_too_late_is_told_so(phone: Phone):
    phone.post("times/", **TIMES)
    invitee = phone.invitee()

    with later(days=31), pytest.raises(CannotJoin):
        say_yes(invitee=invitee, by=phone.person)


def test_nobody_learns_who_else_was_asked(programme: Programme, phone: Phone):
    ask(programme, known("Zebedee", organisation="Secret Lab"))
    joins("Quincy", programme, role="sculptor")

    for page in ("", "about-you/", "in-confidence/", "times/", "no/"):
        text = phone.get(page).content.decode()
        assert "Zebedee" not in text
        assert "Secret Lab" not in text
        assert "Quincy" not in text
        assert "sculptor" not in text


# Corrections, later


def test_everything_said_can_be_seen_and_put_right(programme: Programme):
    ana = joins("Ana", programme, gender=("woman",), role="planner")
    client = signed_in(ana)

    assertContains(client.get("/about-you/"), "planner")
    assertRedirects(client.post("/about-you/answers/", ANSWERS), "/about-you/")
    confidences = {"standing_0": "pays", "who_0": "Quentin"}
    assertRedirects(client.post("/about-you/in-confidence/", confidences), "/about-you/")
    assertRedirects(client.post("/about-you/times/", TIMES), "/about-you/")

    said = profile_of(ana)
    assert (said.role, said.confidences[0].who, said.free) == (
        "roster planner",
        "Quentin",
        ((1980, 2070),),
    )
    assertContains(client.get("/about-you/"), "one thing in confidence")
    assertNotContains(client.get("/about-you/"), "Quentin")
    assertContains(client.get("/account/"), "/about-you/")


def test_whoever_is_asked_to_nothing_has_nothing_here(db: None):
    client = signed_in(make_person("Dana"))

    assertContains(client.get("/about-you/"), "Nothing is held here")
    for page in ("answers", "in-confidence", "times"):
        assertRedirects(client.post(f"/about-you/{page}/", TIMES), "/about-you/")
    assert not Profile.objects.exists()


def test_what_waits_for_an_answer_stands_where_everybody_begins(phone: Phone):
    assertContains(phone.client.get("/"), "Look at it, and answer")
    phone.post("no/")
    assertNotContains(phone.client.get("/"), "Look at it, and answer")


def test_the_page_of_who_is_asked_takes_few_queries(
    phone: Phone, django_assert_max_num_queries: Any
):
    known_of(phone.invitee())
    with django_assert_max_num_queries(8):
        phone.get()


@pytest.mark.parametrize("answer", ["none", "yes", "no"])
def test_who_closes_their_account_is_known_to_no_programme(programme: Programme, answer: str):
    ask(programme, known("Ana"))
    ana = joins("Ana", programme) if answer == "yes" else make_person("Ana")
    if answer == "no":
        Phone(programme, ana).post("no/")

    close_account(person=ana)

    assert not Invitee.objects.exists()
    assert not Profile.objects.exists()
