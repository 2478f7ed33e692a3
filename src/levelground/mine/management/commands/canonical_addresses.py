"""Makes stored email addresses canonical once more, and says which rows somebody has to look at."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand

from levelground.accounts.actions.canonical import make_canonical
from levelground.accounts.models import Person
from levelground.audit.actions import record_operator
from levelground.formation.models import Seat
from levelground.groups.models import Invitation, Question
from levelground.programmes.actions.transfers import readdress
from levelground.programmes.models import Invitee


class Command(BaseCommand):
    help = "Make stored addresses canonical. Nothing is merged or deleted. It can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        left = sum(map(make_canonical, (Person, EmailAddress, Invitation, Question, Seat)))
        left += make_canonical(Invitee, readdress=readdress)
        record_operator("canonical_addresses")
        self.stdout.write(
            f"Done. {left} rows keep the address they have; the lines above name them."
            if left
            else "Done. Every stored address is canonical."
        )
