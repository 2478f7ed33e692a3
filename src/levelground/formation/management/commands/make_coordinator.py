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
from levelground.credentials.actions import forget_ways_in


class Command(BaseCommand):
    help = "Let a person who has an account form groups. With --no-longer, take that back."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--no-longer", action="store_true")
        parser.add_argument(
            "--keep",
            action="store_true",
            help="keep the passkeys they have: you know they are theirs",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = Person.objects.filter(email=canonical_or_none(options["email"]))
        if not found.update(is_staff=not options["no_longer"]):
            raise CommandError("Nobody here has this address. They make an account first.")
        if not options["no_longer"] and not options["keep"]:
            for person in found:
                forget_ways_in(person=person)
        act = "make_coordinator" + (" --no-longer" if options["no_longer"] else "")
        for person in found:
            record_operator(act, concerning=person.pk)
        self.stdout.write(
            "Done. They find or miss “Forming” in the line above each page. Somebody new to it signs in"
            " again, and sets up a passkey where that is required."
        )
