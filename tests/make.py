"""The cast and what they have, for tests. The builders themselves belong to the demo."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core import mail
from django.test import Client

from levelground.accounts.models import Person
from levelground.commitments.actions import commit
from levelground.commitments.models import Commitment
from levelground.demo.agreement import accept_our_wordings as make_agreement
from levelground.demo.cast import (
    MEMBERS,
    join,
    leave,
    make_dates,
    make_group,
    make_person,
    make_programme,
)
from levelground.groups.actions.decisions import invite, say_yes
from levelground.groups.models import Group, Question
from levelground.groups.queries.groups import current_members, member_of
from levelground.words.actions.words import write
from levelground.words.models import Words
from levelground.words.queries import prove_membership

__all__ = [
    "MEMBERS",
    "Cast",
    "join",
    "leave",
    "make_agreement",
    "make_cast",
    "make_commitment",
    "make_dates",
    "make_group",
    "make_invitation",
    "make_person",
    "make_programme",
    "make_words",
    "signed_in",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Ada, Ben and Cai are a group; Dana is a stranger, Eli has left, Fay is staff.

    Hana is a member of another group, and of that one only.
    """

    group: Group
    other_group: Group
    ada: Person
    ben: Person
    cai: Person
    hana: Person
    dana: Person
    eli: Person
    fay: Person


def make_cast() -> Cast:
    ada, ben, cai, hana, dana, eli = map(make_person, ("Ada", "Ben", "Cai", "Hana", "Dana", "Eli"))
    group = make_group(people=(ada, ben, cai, eli))
    left = member_of(eli, group)
    assert left is not None
    leave(left)
    return Cast(
        group=group,
        other_group=make_group(name="Thursday group", people=(hana,)),
        ada=ada,
        ben=ben,
        cai=cai,
        hana=hana,
        dana=dana,
        eli=eli,
        fay=make_person("Fay", is_staff=True),
    )


def make_words(
    *,
    by: Person,
    group: Group,
    text: str = "A thing I brought",
    seen: str = Words.Seen.GROUP,
    owner: Person | None = None,
    kind: str = "topic",
    place: str = "session-1/bring",
) -> UUID:
    """Words that a member wrote for their group. Returns their id."""
    words_id = uuid4()
    write(
        proof=prove_membership(by, group),
        id=words_id,
        kind=kind,
        place=place,
        text=text,
        owner=owner,
        seen=seen,
        expires_at=None,
    )
    return words_id


def make_invitation(*, group: Group, by: Person, email: str) -> str:
    """An invitation that all in the group have agreed to. Returns the secret of its link."""
    member = member_of(by, group)
    assert member is not None
    invitation = invite(group=group, by=member, email=email)
    question = Question.objects.filter(group=group, email=email).last()
    if invitation is None and question is not None:
        for one in current_members(group=group):
            say_yes(question=question, by=one.person)
    letter = re.search(r"/invitations/([^/\s]+)/", str(mail.outbox[-1].body))
    assert letter
    return letter[1]


def make_commitment(
    *,
    by: Person,
    group: Group,
    text: str = "Write the first page",
    due_on: date | None = None,
    seen: str = Words.Seen.GROUP,
) -> Commitment:
    """Something that a member said in a session they would do."""
    member = member_of(by, group)
    assert member is not None
    what = make_words(by=by, group=group, text=text, seen=seen, kind="commitment")
    return commit(member=member, what=what, shared=seen == Words.Seen.GROUP, due_on=due_on)


def signed_in(person: Person, *, typed_a_code: timedelta = timedelta()) -> Client:
    """A browser in which somebody has signed in, by a code that they typed so long ago."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time() - typed_a_code.total_seconds()}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
