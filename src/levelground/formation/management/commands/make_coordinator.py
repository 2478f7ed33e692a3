"""Lets somebody form groups, or no longer.

A member comes in by a code alone, so whoever once read their mail may have left a passkey behind.
For a coordinator it would count as proof: so they begin with none.
"""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from levelground.accounts.models import Person
from levelground.audit.actions import record_operator
from levelground.core.addresses import canonical_or_none
from levelground.credentials.actions import make_coordinator

AGAIN = (
    "Their passkeys, recovery codes and single sign-on from before were removed, and they were signed"
    " out everywhere. They start again with a 6-digit code."
)
KEPT = "Their passkeys, recovery codes and single sign-on stay."


class Command(BaseCommand):
    help = "Let a person who has an account form groups. They're told, and begin with new passkeys. With --no-longer, take that back."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--no-longer", action="store_true")
        way.add_argument(
            "--keep",
            action="store_true",
            help="keep the passkeys, codes and single sign-on that they set up as a member",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=canonical_or_none(options["email"])).first()
        if person is None:
            raise CommandError("Nobody here has this address. They make an account first.")
        if options["no_longer"]:
            Person.objects.filter(pk=person.pk).update(is_staff=False)
            record_operator("make_coordinator --no-longer", concerning=person.pk)
            self.stdout.write("Done. They miss “Forming” in the line above each page.")
        elif make_coordinator(person=person, keep=options["keep"]):
            self.stdout.write("Done. They find “Forming” in the line above each page.")
            self.stdout.write(KEPT if options["keep"] else AGAIN)
            self.stdout.write("They were emailed.")
        else:
            self.stdout.write("They're a coordinator already. Nothing was changed.")
