"""A member's commitments, for the group's page, which may not know of them itself."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from levelground.accounts.models import Person
from levelground.commitments.queries import asks_again, in_group, yours
from levelground.groups.models import Group
from levelground.runtime import clock
from levelground.words.queries import prove_membership

register = template.Library()


@register.simple_tag
def has_old_notes(person: Person) -> bool:
    """Whether to ask, as once a year, if what somebody noted for themselves is still wanted."""
    return asks_again(person, clock.now())


@register.inclusion_tag("commitments/on_group.html", takes_context=True)
def commitments_of_group(
    context: RequestContext, group: Group, person: Person
) -> dict[str, object]:
    """What this member said they would do and has not said how it went."""
    open_ = yours(prove_membership(person, group), group)
    return {
        "group": group,
        "yours": open_,
        "any": bool(open_) or in_group(group).exists(),
        "back": group.get_absolute_url(),
        "csrf_token": context.get("csrf_token"),
    }
