"""On the page where everybody begins: what somebody is asked and has not answered."""

from __future__ import annotations

from typing import Any

from django import template

from levelground.accounts.models import Person
from levelground.programmes.models import Place
from levelground.programmes.queries import places_of

register = template.Library()


@register.inclusion_tag("programmes/_asked_card.html")
def asked_of(person: Person) -> dict[str, Any]:
    return {"places": places_of(person).filter(state=Place.State.ASKED)}
