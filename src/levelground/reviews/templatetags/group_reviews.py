"""A group's own picture, for the pages of groups and sessions, which may not know of it themselves."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from levelground.accounts.models import Person
from levelground.groups.models import Group
from levelground.groups.queries.next_steps import NextStep
from levelground.reviews.pages.picture import picture_of, way
from levelground.reviews.pages.suggestions import in_words
from levelground.reviews.queries import answered_lately, history, lines_of_group, suggestion_for
from levelground.words.queries import prove_membership

register = template.Library()


@register.inclusion_tag("reviews/on_group.html", takes_context=True)
def picture_of_group(
    context: RequestContext, next_step: NextStep, person: Person
) -> dict[str, object]:
    """Which way it goes; one suggestion, unless the page begins with a review; the whole picture."""
    group = next_step.group
    past = history(group)
    found = None if next_step.first == "reviews" else suggestion_for(person, group, past)
    return {
        "group": group,
        "past": past,
        "way": way(past),
        "suggested": in_words(found, group),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("reviews/numbers_on_stage.html")
def numbers_on_stage(group: Group) -> dict[str, object]:
    """In a review: the picture itself, to be looked at in silence."""
    past = history(group)
    return {"picture": picture_of(past), "answered": answered_lately(past)}


@register.inclusion_tag("reviews/lines_on_stage.html")
def lines_on_stage(group: Group, person: Person) -> dict[str, object]:
    """In a review: what members would keep and change, as they wrote at the close of sessions."""
    return {"lines_of_sessions": lines_of_group(prove_membership(person, group), history(group))}
