"""All that is held about a person as one file: for a program to read, and for the person."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from levelground.mine.queries.holdings import Section

NAME = "level-ground-all-about-me.zip"


def packed(sections: Sequence[Section], at: datetime) -> bytes:
    """A ZIP with `everything.json` and `everything.html`, which say the same."""
    held = {
        section.key: {
            "about": section.holding.about,
            "why": section.holding.why,
            "readers": section.holding.readers,
            "until": section.holding.until,
            "rows": section.rows,
        }
        for section in sections
    }
    data = json.dumps(
        {"made_at": at, "held": held}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
    )
    page = render_to_string("mine/download.html", {"sections": sections, "at": at})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", data)
        archive.writestr("everything.html", page)
        archive.writestr("README.txt", _readme())
    return out.getvalue()


def _readme() -> str:
    return _(
        "This is all that Level Ground holds about you. Open everything.html to read it;"
        " everything.json says the same for programs. It holds what you wrote in confidence:"
        " keep it where nobody else reads, and delete it when you do not need it any more.\n"
    )
