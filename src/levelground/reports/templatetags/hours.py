from __future__ import annotations

from django import template

from levelground.core.hours import in_hours

register = template.Library()
register.filter("in_hours", in_hours)
