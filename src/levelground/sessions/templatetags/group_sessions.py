"""A group's sessions, for the group's page, which may not know of sessions itself."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from levelground.groups.models import Group
from levelground.sessions.models import Session
from levelground.sessions.queries import latest_sessions, next_session, next_sessions

register = template.Library()


@register.inclusion_tag("sessions/of_group.html")
def sessions_of_group(group: Group, *, alone: bool = False) -> dict[str, object]:
    """What is next, and what has been: dates and lengths, nobody's words.

    `alone`: there is nobody yet to meet with, so that something else is the next thing to do.
    """
    return {
        "group": group,
        "next": next_session(group),
        "past": latest_sessions(group),
        "alone": alone,
    }


@register.simple_tag
def with_next_sessions(groups: Sequence[Group]) -> list[tuple[Group, Session | None]]:
    """Each group with the session that runs, or else the next that is planned."""
    coming = next_sessions(groups)
    return [(group, coming.get(group.pk)) for group in groups]
