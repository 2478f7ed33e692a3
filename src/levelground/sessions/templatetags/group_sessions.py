"""A group's sessions, for the group's page, which may not know of sessions itself."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template import Context

from levelground.groups.models import Group
from levelground.schedule.queries import is_running_out, schedule_of
from levelground.schedule.sentences import rule_in_words
from levelground.sessions.queries import Upcoming, latest_meetings, upcoming

register = template.Library()


@register.inclusion_tag("sessions/of_group.html", takes_context=True)
def sessions_of_group(context: Context, group: Group, *, alone: bool = False) -> dict[str, object]:
    """What is next, and what has been: dates and lengths, nobody's words.

    `alone`: there is nobody yet to meet with, so that something else is the next thing to do.
    """
    schedule = schedule_of(group)
    return {
        "group": group,
        "next": upcoming([group], context["request"].user).get(group.pk),
        "past": latest_meetings(group),
        "alone": alone,
        "csrf_token": context["csrf_token"],
        "schedule": schedule,
        "rule": rule_in_words(schedule.rule) if schedule else "",
        "is_running_out": schedule is not None and is_running_out(schedule),
    }


@register.simple_tag(takes_context=True)
def with_next_sessions(
    context: Context, groups: Sequence[Group]
) -> list[tuple[Group, Upcoming | None]]:
    """Each group with what comes next: a session that runs or is planned, or a date."""
    coming = upcoming(groups, context["request"].user)
    return [(group, coming.get(group.pk)) for group in groups]
