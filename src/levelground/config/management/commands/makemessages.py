from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import levelground
from levelground.config.extraction import fresh_entries
from levelground.config.languages import CATALOGUE, FILE
from levelground.core.catalogue import Entry, merged, read_po, write_po

HEAD = (
    "Language: {code}\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
SAYS = 'name = "{code}"  # as its readers write it\ncovers = ["everything"]  # see docs/TRANSLATING.md\n'


class Command(BaseCommand):
    help = "Brings the catalogues of locale/ up to date with the source; --locale begins a new one."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("-l", "--locale", default="", help="a language code, such as mi or de")

    def handle(self, *args: Any, **options: Any) -> None:
        locale = Path(settings.LOCALE_PATHS[0])
        if code := options["locale"]:
            if not code.replace("_", "").isalnum():
                raise CommandError("A code is like mi, de or pt_BR.")
            _begin(locale / code)
        entries = fresh_entries(Path(levelground.__file__).parent)
        for catalogue in sorted(locale.glob(f"*/{CATALOGUE}")):
            now = merged(read_po(catalogue.read_text(encoding="utf-8")), entries)
            catalogue.write_text(write_po(now), encoding="utf-8")
            open_ = sum(not entry.is_translated for entry in now)
            self.stdout.write(f"{catalogue}: {len(now) - 1} sentences, {open_} to translate.")


def _begin(folder: Path) -> None:
    catalogue = folder / CATALOGUE
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    if not catalogue.exists():
        head = Entry(text="", texts=(HEAD.format(code=folder.name),))
        catalogue.write_text(write_po([head]), encoding="utf-8")
    if not (folder / FILE).exists():
        (folder / FILE).write_text(SAYS.format(code=folder.name), encoding="utf-8")
