"""Letters: plain text, nothing of anybody in them, and nobody can smuggle in a header."""

from __future__ import annotations

import re
from email.message import Message

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levelground.accounts.models import Person
from levelground.groups.actions.decisions import invite
from levelground.groups.actions.groups import CannotInvite
from levelground.groups.forms import InvitationForm
from levelground.groups.models import Group, Invitation
from levelground.groups.queries.groups import member_of
from tests.make import make_group, make_person

pytestmark = pytest.mark.django_db

BREAKS = ("\r", "\n", "\r\n", "\u0085", "\u2028", "\u2029", "\x0b", "\x0c", "\x00")
HEADERS = {
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Content-Language",
    "Expires",  # of a code
}
nasty = st.lists(
    st.one_of(
        st.sampled_from((*BREAKS, "Bcc: eve@evil.example", "ada@example.org", "ā", '"', "<", ">")),
        st.text(max_size=8),
    ),
    max_size=6,
).map("".join)


def letters() -> list[Message]:
    return [message.message() for message in mail.outbox]


def is_plain(letter: Message) -> bool:
    return set(letter.keys()) <= HEADERS and letter.get_content_type() == "text/plain"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(address=nasty | st.just("ben@example.org"), name=nasty)
def test_nothing_that_is_typed_becomes_a_header(address: str, name: str):
    mail.outbox.clear()
    Group.objects.all().delete()
    Person.objects.all().delete()
    ada = Person.objects.create_user("ada@example.org", name=name[:60])
    group = make_group(name=name[:80], people=(ada,))
    by = member_of(ada, group)
    assert by

    Client().post("/sign-in/", {"email": address})
    form = InvitationForm({"email": address})
    if form.is_valid():
        try:
            invite(group=group, by=by, email=form.cleaned_data["email"])
        except CannotInvite:
            assert not Invitation.objects.exists()

    assert all(is_plain(letter) for letter in letters())
    assert all(len(message.to) == 1 and not message.bcc for message in mail.outbox)


def test_control_a_header_that_was_smuggled_in_is_noticed():
    smuggled = EmailMessage("Hello", "…", to=["a@b.example"], headers={"X-Evil": "yes"}).message()

    assert not is_plain(smuggled)


def test_letters_tell_nothing_of_the_group_or_its_members():
    ada = make_person("Ada-canary")
    group = make_group(name="Group-canary", people=(ada,))
    by = member_of(ada, group)
    assert by

    invite(group=group, by=by, email="ben@example.org")
    Client().post("/sign-in/", {"email": ada.email})

    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        whole = f"{letter.subject}\n{letter.body}\n{letter.from_email}"
        assert "canary" not in whole
        assert not re.search(r"\bada\b|ben@", whole, re.IGNORECASE)
