"""A group's sessions, for the group's page, which may not know of sessions itself."""

from __future__ import annotations

from django import template
from django.template import Context

from levelground.groups.queries.next_steps import NextStep
from levelground.schedule.domain.sentences import rule_in_words
from levelground.schedule.queries.dates import is_running_out
from levelground.schedule.queries.next_steps import Dating
from levelground.sessions.queries.sessions import latest_meetings

register = template.Library()


@register.inclusion_tag("sessions/of_group.html", takes_context=True)
def sessions_of_group(context: Context, next_step: NextStep) -> dict[str, object]:
    """When they meet, and when they met: dates and lengths, nobody's words.

    What comes next for the group stands above already and is not said again.
    """
    group = next_step.group
    dating: Dating = next_step.matters["schedule"].about or Dating()
    schedule = dating.schedule
    next_ = next_step.matters["sessions"].about
    is_said = bool(next_.session is None if group.ended_at else next_step.first == "sessions")
    return {
        "group": group,
        "next_step": next_step,
        "next": next_,
        "is_said": is_said,
        "past": latest_meetings(group),
        "csrf_token": context["csrf_token"],
        "dating": dating,
        "rule": rule_in_words(schedule.rule) if schedule else "",
        "is_running_out": schedule is not None and is_running_out(schedule),
    }
