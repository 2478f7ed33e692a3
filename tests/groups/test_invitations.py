"""Invitations: for one address and one group, once, for a week, by a button and never by a link."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from levelground.accounts.models import Person
from levelground.groups.actions import groups
from levelground.groups.actions.decisions import invite
from levelground.groups.actions.groups import (
    CannotInvite,
    NotInvited,
    accept_invitation,
    forget_invitations,
    leave_group,
)
from levelground.groups.models import LARGEST, Group, Invitation, Member, Question
from levelground.groups.queries import groups as queries
from levelground.groups.queries.groups import current_members, invitation_of, member_of
from levelground.letters.models import Letter
from levelground.runtime import clock
from tests.make import Cast, make_cast, make_group, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(cast: Cast, email: str, *, group: Group | None = None, by: Person | None = None) -> str:
    """Have Ada invite an address, to which all say yes. Returns the path of the letter's link."""
    group, by = group or cast.group, by or cast.ada
    response = signed_in(by).post(f"/groups/{group.pk}/invitations/", {"email": email})
    assertRedirects(response, f"/groups/{group.pk}/")
    for question in Question.objects.filter(group=group):
        for member in current_members(group=group):
            page = f"/groups/{group.pk}/questions/{question.pk}/"
            signed_in(member.person).post(page, {"answer": "yes"})
    return link()


def link() -> str:
    found = re.search(r"https?://[^/\s]+(/invitations/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def is_member(person: Person, group: Group) -> bool:
    return member_of(person, group) is not None


# Joining


def test_who_was_asked_may_join(cast: Cast):
    path = ask(cast, "dana@example.org")
    dana = signed_in(cast.dana)

    assertContains(dana.get(path), cast.group.name)
    assertContains(dana.get(path), "Ada asks you.")
    assertRedirects(dana.post(path), f"/groups/{cast.group.pk}/")

    assert is_member(cast.dana, cast.group)


def test_opening_the_link_changes_nothing(cast: Cast):
    path = ask(cast, "dana@example.org")
    dana = signed_in(cast.dana)

    for method in ("get", "head", "options"):
        for client in (Client(), dana):
            getattr(client, method)(path)

    assert not is_member(cast.dana, cast.group)
    dana.post(path)
    assert is_member(cast.dana, cast.group)


def test_somebody_new_comes_back_to_the_invitation_after_signing_in(cast: Cast, settings: Settings):
    settings.SIGN_UP_OPEN = False
    path = ask(cast, "New@example.org")
    client = Client()

    response = client.get(path)
    assertRedirects(response, f"/sign-in/?next={path}")
    response = client.post("/sign-in/", {"email": "new@example.org", "next": path})
    code = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    client.post(response["Location"], {"code": code[0], "next": path})
    response = client.post("/sign-in/name/", {"name": "Moana"})

    assertRedirects(response, path)
    client.post(path)
    assert is_member(Person.objects.get(name="Moana"), cast.group)


def test_joining_twice_is_joining_once(cast: Cast):
    path = ask(cast, "dana@example.org")
    dana = signed_in(cast.dana)

    for _ in range(2):
        assertRedirects(dana.post(path), f"/groups/{cast.group.pk}/")

    assert Member.objects.filter(person=cast.dana).count() == 1
    assertRedirects(dana.get(path), f"/groups/{cast.group.pk}/")


def test_an_address_may_be_written_large_or_small(cast: Cast):
    path = ask(cast, "DANA@Example.Org")

    signed_in(cast.dana).post(path)

    assert is_member(cast.dana, cast.group)


# What does not open


def refusal(client: Client, path: str) -> tuple[int, str]:
    response: Any = client.post(path)
    return response.status_code, re.sub(r'nonce="[^"]*"|\w{64}', "", response.text)


def test_all_links_that_do_not_open_look_the_same(cast: Cast):
    """Used, too old, somebody else's, replaced, or never made: nobody can tell which."""
    dana = signed_in(cast.dana)
    now = clock.now()

    never = refusal(dana, f"/invitations/{secrets.token_urlsafe(32)}/")
    for_fay = refusal(dana, ask(cast, "fay@example.org"))
    with clock.held(now - timedelta(days=8)):
        path = ask(cast, "dana@example.org")
    too_old = refusal(dana, path)
    path = ask(cast, "dana@example.org")
    with clock.held(now + timedelta(minutes=11)):
        ask(cast, "dana@example.org")
    replaced = refusal(dana, path)

    assert never[0] == 404
    assert for_fay == too_old == replaced == never
    assert not is_member(cast.dana, cast.group)


def test_a_link_is_good_for_seven_days(cast: Cast):
    path = ask(cast, "dana@example.org")

    with clock.held(clock.now() + timedelta(days=7, minutes=1)):
        assert signed_in(cast.dana).post(path).status_code == 404
    with clock.held(clock.now() + timedelta(days=6, hours=23)):
        assert signed_in(cast.dana).post(path).status_code == 302


def test_a_link_is_used_up_also_after_leaving(cast: Cast):
    path = ask(cast, "dana@example.org")
    dana = signed_in(cast.dana)
    dana.post(path)
    dana.post(f"/groups/{cast.group.pk}/leaving/")

    assert dana.post(path).status_code == 404
    assert not is_member(cast.dana, cast.group)


def test_the_link_of_somebody_who_has_left_is_void(cast: Cast):
    path = ask(cast, "dana@example.org", by=cast.ben)
    signed_in(cast.ben).post(f"/groups/{cast.group.pk}/leaving/")

    assert signed_in(cast.dana).post(path).status_code == 404


def test_the_secret_is_long_and_not_kept(cast: Cast):
    secret = ask(cast, "dana@example.org").strip("/").split("/")[1]

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM groups_invitation")
        kept = str(cursor.fetchall())
    assert secret not in kept
    assert len(secret) * 6 >= 128


def test_an_invitation_that_was_used_in_another_page_is_refused(cast: Cast):
    ask(cast, "dana@example.org")
    found = Invitation.objects.get()
    accept_invitation(invitation=found, by=cast.dana)
    member = member_of(cast.dana, cast.group)
    assert member
    leave_group(member=member)

    with pytest.raises(NotInvited):
        accept_invitation(invitation=found, by=cast.dana)


def test_the_action_itself_refuses_somebody_else(cast: Cast):
    ask(cast, "dana@example.org")

    with pytest.raises(NotInvited):
        accept_invitation(invitation=Invitation.objects.get(), by=cast.fay)


# A group has at most eight members


def test_a_full_group_asks_nobody(cast: Cast):
    people = [make_person(f"P{number}", email=f"p{number}@x.example") for number in range(LARGEST)]
    full = make_group(people=people)

    response = signed_in(people[0]).post(f"/groups/{full.pk}/invitations/", {"email": "d@x.org"})

    assertContains(response, "at most 8 members", status_code=422)
    assert not mail.outbox


def test_the_last_seat_goes_to_one(cast: Cast):
    people = [make_person(f"P{number}", email=f"p{number}@x.example") for number in range(7)]
    group = make_group(people=people)
    paths = {who: ask(cast, who.email, group=group, by=people[0]) for who in (cast.dana, cast.fay)}

    assert signed_in(cast.dana).post(paths[cast.dana]).status_code == 302
    assertContains(signed_in(cast.fay).post(paths[cast.fay]), "filled up", status_code=409)

    assert current_members(group=group).count() == LARGEST
    assert invitation_of(cast.fay, paths[cast.fay].split("/")[2]), "it stays open"


# Asking


@pytest.mark.parametrize("email", ["", "dana", "dana@", "a@b.example, c@d.example", "x" * 300])
def test_what_is_no_address_is_refused(cast: Cast, email: str):
    response = signed_in(cast.ada).post(f"/groups/{cast.group.pk}/invitations/", {"email": email})

    assertContains(response, "field__error", status_code=422)
    assert not mail.outbox


def test_a_member_is_not_asked_again(cast: Cast):
    response = signed_in(cast.ada).post(
        f"/groups/{cast.group.pk}/invitations/", {"email": "BEN@example.org"}
    )

    assertContains(response, "in the group already", status_code=422)


def test_nobodys_letter_box_is_filled(cast: Cast):
    ask(cast, "dana@example.org")

    response = signed_in(cast.ben).post(
        f"/groups/{cast.group.pk}/invitations/", {"email": "dana@example.org"}
    )

    assertContains(response, "a few minutes ago", status_code=422)
    assert sum("dana@example.org" in letter.to for letter in mail.outbox) == 1


def test_one_person_asks_thirty_a_day(cast: Cast):
    by = member_of(cast.ada, cast.group)
    assert by
    Invitation.objects.bulk_create(
        Invitation(
            group=cast.group,
            by=by,
            email=f"p{number}@x.example",
            mark=str(number),
            made_at=clock.now(),
            expires_at=clock.now(),
        )
        for number in range(groups.MOST_A_DAY)
    )

    with pytest.raises(CannotInvite, match="tomorrow"):
        invite(group=cast.group, by=by, email="one-more@x.example")


def test_a_letter_that_does_not_get_away_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def no_line(*messages: object) -> int:
        raise ConnectionRefusedError

    alone = make_group(people=[cast.fay])
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", no_line)

    response = signed_in(cast.fay).post(
        f"/groups/{alone.pk}/invitations/", {"email": "dana@example.org"}
    )

    assertRedirects(response, f"/groups/{alone.pk}/")
    assert Invitation.objects.filter(email="dana@example.org").exists()
    assert Letter.objects.waiting().filter(kind="invitation").exists()


# Taking it back


def test_any_member_may_take_an_invitation_back(cast: Cast):
    path = ask(cast, "dana@example.org")
    found = Invitation.objects.get()

    response = signed_in(cast.ben).post(
        f"/groups/{cast.group.pk}/invitations/{found.pk}/withdrawal/"
    )

    assertRedirects(response, f"/groups/{cast.group.pk}/")
    assert signed_in(cast.dana).post(path).status_code == 404


def test_an_invitation_of_another_group_cannot_be_taken_back(cast: Cast):
    ask(cast, "dana@example.org")
    found = Invitation.objects.get()

    signed_in(cast.hana).post(f"/groups/{cast.other_group.pk}/invitations/{found.pk}/withdrawal/")

    assert Invitation.objects.open(clock.now()).filter(pk=found.pk).exists()


def test_who_has_joined_is_not_put_out_by_taking_the_invitation_back(cast: Cast):
    path = ask(cast, "dana@example.org")
    found = Invitation.objects.get()
    signed_in(cast.dana).post(path)

    signed_in(cast.ben).post(f"/groups/{cast.group.pk}/invitations/{found.pk}/withdrawal/")

    assert is_member(cast.dana, cast.group)


def test_unanswered_invitations_are_forgotten_addresses_and_all(cast: Cast):
    ask(cast, "dana@example.org")

    assert forget_invitations(timezone.now()) == 0
    assert forget_invitations(timezone.now() + timedelta(days=8)) == 1


# Ten thousand tries at the wrong door


def joins_by_trying(cast: Cast, tries: list[tuple[str, str]]) -> int:
    """How many of these (person, secret) got somebody in who was not asked."""
    people = {name: getattr(cast, name) for name in ("ben", "dana", "eli", "fay", "hana")}
    before = Member.objects.count()
    for name, secret in tries:
        if found := queries.invitation_of(people[name], secret):
            accept_invitation(invitation=found, by=people[name])
    return Member.objects.count() - before


def secrets_of_others(cast: Cast) -> list[str]:
    """Good links, none of them for anybody of the cast; and what can be made of them."""
    found = [ask(cast, f"p{number}@x.example").split("/")[2] for number in range(4)]
    marks = list(Invitation.objects.values_list("mark", flat=True))
    return [*found, *marks, *(secret[::-1] for secret in found), "", "%", "'", found[0][:-1]]


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_five_hundred_tries_get_nobody_in(data: st.DataObject):
    try_a_hundred_times(data)


@pytest.mark.deep
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_ten_thousand_tries_get_nobody_in(data: st.DataObject):
    try_a_hundred_times(data)


def try_a_hundred_times(data: st.DataObject) -> None:
    if not Group.objects.exists():
        make_cast()
    cast = _known_cast()
    good = _known_secrets(cast)
    tries = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(("ben", "dana", "eli", "fay", "hana")),
                st.sampled_from(good) | st.text(max_size=50),
            ),
            min_size=100,
            max_size=100,
        )
    )

    assert joins_by_trying(cast, tries) == 0


def test_control_a_door_that_does_not_ask_for_the_address_is_noticed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    good = secrets_of_others(cast)

    def any_address(person: Person, secret: str) -> Invitation | None:
        found = Invitation.objects.filter(mark=queries.mark_of(secret)).first()
        if found:
            Invitation.objects.filter(pk=found.pk).update(email=person.email)
        return found

    monkeypatch.setattr(queries, "invitation_of", any_address)

    assert joins_by_trying(cast, [("dana", secret) for secret in good]) > 0


def _known_cast() -> Cast:
    people = {person.name.lower(): person for person in Person.objects.all()}
    group, other = Group.objects.order_by("pk")
    names = ("ada", "ben", "cai", "hana", "dana", "eli", "fay")
    return Cast(group=group, other_group=other, **{name: people[name] for name in names})


_SECRETS: dict[int, list[str]] = {}


def _known_secrets(cast: Cast) -> list[str]:
    if not Invitation.objects.exists():
        _SECRETS[0] = secrets_of_others(cast)
    return _SECRETS[0]
