"""On the page where everybody begins: what somebody is asked and has not answered."""

from __future__ import annotations

from django import template

from levelground.accounts.models import Person
from levelground.programmes.models import Place
from levelground.programmes.queries.programmes import places_of

register = template.Library()


@register.simple_tag
def asked_of(person: Person) -> list[Place]:
    """Programmes that wait for this person's answer."""
    return list(places_of(person).filter(state=Place.State.ASKED))
