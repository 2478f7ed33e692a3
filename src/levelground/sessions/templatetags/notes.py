"""When what somebody wrote goes by itself, as it stands on the note."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

from levelground.runtime import clock

NEAR = timedelta(days=7)

register = template.Library()


@register.filter
def deleted_at(at: datetime) -> str:
    """The hour while that is near; later the day and its year, which may be the next one."""
    return date_format(localtime(at), "j F, H:i" if at - clock.now() < NEAR else "j F Y")
