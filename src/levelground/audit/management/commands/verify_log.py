"""Checks the security log's hash chains, against the digests that were mailed as well."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from levelground.audit.actions import link
from levelground.audit.queries import chain_faults
from levelground.core.audit import Head

FORM = re.compile(r"(\d{4}-\d{2}):(\d{1,9}):([0-9a-f]{64}|)")


class Command(BaseCommand):
    help = "Check that nothing in the security log was changed, taken out, put in or cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            type=_month_and_head,
            help="what was mailed or logged of a month, as 2026-11:1234:5f3a…; may be given again",
        )

    def handle(self, *, head: list[tuple[str, Head]], **options: Any) -> None:
        while link():
            pass
        heads = defaultdict(list)
        for month, one in head:
            heads[month].append(one)
        found = list(chain_faults(heads))
        faults = [f"{chain}: {fault}" for chain, fault in found if fault]
        there = {str(chain) for chain, _fault in found}
        faults += [f"{month}: the whole month is gone." for month in heads if month not in there]
        for chain, fault in found:
            self.stdout.write(f"{chain.head}  {fault or 'as written'}")
        if faults:
            raise CommandError("The security log is not as it was written.\n" + "\n".join(faults))
        self.stdout.write(
            "Keep these lines somewhere else. Against a line you kept, check with --head."
        )


def _month_and_head(text: str) -> tuple[str, Head]:
    found = FORM.fullmatch(text)
    if found is None:
        raise ArgumentTypeError(
            "Give it as in the email: 2026-11:1234: and 64 figures and letters."
        )
    return found[1], Head(number=int(found[2]), digest=found[3])
