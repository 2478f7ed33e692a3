"""How often something may be asked from one place. Counted in this process's memory."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from levelground.live import clock


def is_too_fast(request: HttpRequest, what: str, *, a_minute: int) -> bool:
    """Whether this address has asked for this more often than that within the minute."""
    minute = int(clock.now().timestamp()) // 60
    key = f"pace|{what}|{request.META.get('REMOTE_ADDR', '')}|{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > a_minute
