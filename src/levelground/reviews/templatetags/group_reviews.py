"""A group's own picture in a few words, for the group's page, which may not know of it itself."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from levelground.accounts.models import Person
from levelground.groups.ahead import Outlook
from levelground.reviews.queries import history, suggestion_for
from levelground.reviews.showing import has_numbers, lines, suggested

register = template.Library()


@register.inclusion_tag("reviews/on_group.html", takes_context=True)
def picture_of_group(
    context: RequestContext, outlook: Outlook, person: Person
) -> dict[str, object]:
    """Which way it goes; one suggestion, or that a review is due; the way to the whole picture."""
    group = outlook.group
    past = history(group)
    due = outlook.standings["reviews"].ahead is not None
    return {
        "group": group,
        "any": has_numbers(past),
        "worth": next(iter(lines(past)), None),
        "due": due and outlook.first != "reviews",
        "suggested": None if due else suggested(suggestion_for(person, group, past), group),
        "csrf_token": context.get("csrf_token"),
    }
