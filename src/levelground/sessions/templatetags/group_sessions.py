"""A group's sessions, for the group's page, which may not know of sessions itself."""

from __future__ import annotations

from django import template

from levelground.groups.models import Group
from levelground.sessions.queries import latest_sessions, next_session

register = template.Library()


@register.inclusion_tag("sessions/of_group.html")
def sessions_of_group(group: Group) -> dict[str, object]:
    """What is next, and what has been: dates and lengths, nobody's words."""
    return {"group": group, "next": next_session(group), "past": latest_sessions(group)}


@register.simple_tag
def next_session_of(group: Group) -> object:
    """The session that runs, or else the next that is planned; None if there is none."""
    return next_session(group)
