"""On the page where everybody begins: what somebody is asked and has not answered."""

from __future__ import annotations

from django import template

from levelground.accounts.models import Person
from levelground.programmes.models import Invitee
from levelground.programmes.queries.programmes import invitees_of

register = template.Library()


@register.simple_tag
def asked_of(person: Person) -> list[Invitee]:
    """Programmes that wait for this person's answer."""
    return list(invitees_of(person).filter(state=Invitee.State.INVITED))
