"""One suggestion in words, and where its button leads."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from levelground.core.review import Suggestion
from levelground.groups.models import Group
from levelground.ui.translating import translated


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    kind: str
    title: str
    text: str
    reason: str
    address: str
    button: str


def in_words(found: Suggestion | None, group: Group) -> Suggested | None:
    if found is None:
        return None
    planning = reverse("sessions:create", args=[group.pk])
    places = {
        "review": (f"{planning}?frame=review", _("Plan a review")),
        "dates": (reverse("schedule:finding", args=[group.pk]), _("Look for another time")),
        "library": (planning, _("Plan a session")),
        "commitments": (
            reverse("commitments:of_group", args=[group.pk]),
            _("What we said we would do"),
        ),
    }
    address, button = places.get(found.leads_to, ("", ""))
    return Suggested(
        kind=found.kind,
        title=_("Time for a review") if found.kind == "review" else _("Something to try"),
        text=translated(found.text),
        reason=translated(found.reason),
        address=address,
        button=button,
    )
