"""Removes somebody's passkeys, recovery codes and single sign-on, when they've lost them all."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from levelground.accounts.models import Person
from levelground.core.addresses import canonical_or_none
from levelground.credentials.actions import reset_credentials


class Command(BaseCommand):
    help = "Remove a person's passkeys, recovery codes and single sign-on, and sign them out everywhere. They and the other coordinators are told."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=canonical_or_none(options["email"])).first()
        if person is None:
            raise CommandError("No one here has this address.")
        reset_credentials(person=person)
        self.stdout.write(
            "Done. They sign in with a 6-digit code and add a passkey. Coordinators were emailed."
        )
