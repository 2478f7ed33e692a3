"""What forming shows on other apps' pages: seats that wait, and a programme's rounds."""

from __future__ import annotations

from typing import Any

from django import template

from levelground.accounts.models import Person
from levelground.formation.models import Seat
from levelground.formation.queries.rounds import rounds_in
from levelground.formation.queries.seats import seats_of
from levelground.programmes.models import Programme

register = template.Library()


@register.simple_tag
def seats_that_wait(person: Person) -> list[Seat]:
    """On the page where everybody begins: groups that wait for this person's answer."""
    return [seat for seat in seats_of(person) if seat.state == Seat.State.ASKED]


@register.inclusion_tag("formation/_rounds_card.html", takes_context=True)
def rounds_of_programme(context: dict[str, Any], programme: Programme, yes: int) -> dict[str, Any]:
    """On a programme's page: its rounds, and the way to form groups of those who said yes."""
    return {
        "programme": programme,
        "yes": yes,
        "rounds": rounds_in(programme),
        "csrf_token": context.get("csrf_token"),
    }
