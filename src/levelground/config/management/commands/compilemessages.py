from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from levelground.config.languages import CATALOGUE, missing, read_language
from levelground.core.catalogue import compiled, read_po

SHOWN = 10


class Command(BaseCommand):
    help = "Compiles the catalogues of locale/ and says of each language what keeps it from being offered."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for catalogue in sorted(Path(settings.LOCALE_PATHS[0]).glob(f"*/{CATALOGUE}")):
            entries = read_po(catalogue.read_text(encoding="utf-8"))
            catalogue.with_suffix(".mo").write_bytes(compiled(entries))
            folder = catalogue.parents[1]
            language = read_language(folder)
            lacks = list(missing(folder, language))
            if not lacks:
                self.stdout.write(f"{language.code}: complete for {', '.join(language.covers)}.")
                continue
            self.stdout.write(
                f"{language.code}: not offered yet; {len(lacks)} are missing, such as"
            )
            for text in lacks[:SHOWN]:
                self.stdout.write(f"  {text}")
