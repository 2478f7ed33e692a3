"""A programme leaves with its data: taken along in an open format, then removed (goal P9).

Its groups belong to their members and go on. What a coordinator may not see is in no export.
"""

from __future__ import annotations

from django.db import transaction

from levelground.formation.models import Round
from levelground.programmes.models import Invitee, Programme
from levelground.reports.queries.health import Looked, as_kept, owner_of, published


def export(looked: Looked) -> dict[str, object]:
    """All of a programme that is not its groups': settings, whom it asked, rounds, figures."""
    owner = owner_of(looked)
    programmes = Programme.objects.filter(pk=owner.get("programme", 0))
    rounds = Round.objects.filter(**_rounds_of(owner)).order_by("pk")
    return {
        "programme": list(
            programmes.values(
                "name",
                "kind",
                "starts_on",
                "ends_on",
                "time_zone",
                "minutes",
                "every",
                "asks",
                "agency",
                "agency_address",
                "law",
                "rules",
                "made_at",
            )
        ),
        "organisations": list(
            programmes.exclude(organisations=None).values_list("organisations__name", flat=True)
        ),
        "people_asked": list(
            Invitee.objects.filter(programme__in=programmes)
            .order_by("pk")
            .values("email", "name", "state", "asked_at", "answered_at")
        ),
        "rounds": list(rounds.values("name", "made_at", "rules")),
        "figures": [
            {"quarter": str(quarter), **as_kept(figures)} for quarter, figures in published(looked)
        ],
    }


@transaction.atomic
def remove(looked: Looked) -> None:
    """Erase the programme, and all of it but its groups."""
    owner = owner_of(looked)
    Round.objects.filter(**_rounds_of(owner)).delete()
    Programme.objects.filter(pk=owner.get("programme", 0)).delete()


def _rounds_of(owner: dict[str, int]) -> dict[str, int]:
    return {"programme": owner["programme"]} if "programme" in owner else {"pk": owner["round"]}
