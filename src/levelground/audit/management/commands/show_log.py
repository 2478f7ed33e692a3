"""Prints the security log: who signed in, exported, coordinated, or opened a group's words."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from levelground.audit.actions import OPERATOR, record_operator
from levelground.audit.queries import entries_between, people_by_pseudonym
from levelground.core.audit import EntryKind
from levelground.runtime import clock

THING = re.compile(r"[a-z]{1,20} \d{1,18}")


class Command(BaseCommand):
    help = "Print the security log. Who read anything of group 7 in 90 days: --about 'group 7'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=90, help="how far back (90)")
        parser.add_argument("--about", default="", type=_thing, help="one thing, such as 'group 7'")
        parser.add_argument("--person", default="", help="one person, by email address")
        parser.add_argument("--kind", default="", choices=["", *EntryKind])

    def handle(self, *, days: int, about: str, person: str, kind: str, **options: Any) -> None:
        whom = _id_of(person) if person else None
        record_operator("show_log", concerning=whom, about=about)
        known = {OPERATOR: OPERATOR, "": "-", **people_by_pseudonym()}
        since = clock.now() - timedelta(days=days)
        rows = entries_between(since, about=about, person=whom, kind=kind)
        for one in rows.iterator():
            actor, subject = (
                known.get(name, f"closed:{name}") for name in (one.actor, one.subject)
            )
            parts = (f"{one.at:%Y-%m-%d %H:%M:%S}Z", one.kind, actor, subject, one.about, one.act)
            self.stdout.write("  ".join(part or "-" for part in parts))


def _thing(text: str) -> str:
    if text and not THING.fullmatch(text):
        raise ArgumentTypeError("Name it by kind and number, such as 'group 7'.")
    return text


def _id_of(email: str) -> int:
    people = get_user_model()
    try:
        found: int = people.objects.get_by_natural_key(email).pk
    except people.DoesNotExist:
        raise CommandError("Nobody with this address has an account here.") from None
    return found
