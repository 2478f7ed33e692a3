"""Another e-mail address, proved by a code that is mailed to it, and everything that hangs on it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from levelground.accounts.actions.people import give_address
from levelground.accounts.http.codes import MailedCode
from levelground.accounts.models import Person
from levelground.accounts.queries import has_account
from levelground.formation.actions.transfers import move_seats
from levelground.groups.actions.transfers import move_invitations
from levelground.letters.actions.letters import post
from levelground.programmes.actions.transfers import move_invitees
from levelground.schedule.actions import tell_again


class AddressCode(MailedCode):
    """A code on its way to an address that is to be theirs.

    Nobody learns here who has an account: one that is taken gets a letter without figures, and in
    the page no figures are right.
    """

    waiting_in = "levelground_new_address"
    letter = "mine/mail/new_address"

    def send(self) -> None:
        if has_account(self.email):
            self.write("mine/mail/address_taken")
        else:
            super().send()


@transaction.atomic
def change_address(*, person: Person, new: str) -> None:
    """Let a person have another address, which they have proved to read. Raises Taken.

    What waits for them moves along, or nothing does. The old address is told that there is another
    one, not which.
    """
    old = person.email
    give_address(person=person, email=new)
    move_invitations(old=old, new=person.email)
    move_invitees(old=old, new=person.email)
    move_seats(old=old, new=person.email)
    tell_again(person)
    post(
        to=old,
        template="mine/mail/address_changed.txt",
        kind="address-changed",
        context={"home": settings.ADDRESSES[0].rstrip("/")},
        person=person,
    )
