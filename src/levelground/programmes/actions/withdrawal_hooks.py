"""Who is told when somebody leaves a programme, or all of them because they close their account.

`config.wiring` says who hears of it. They are called inside the transaction of the leaving.
"""

from __future__ import annotations

from collections.abc import Callable

from levelground.programmes.models import Programme

Heard = Callable[[str, Programme | None], None]

_listeners: list[Heard] = []


def on_leaving(listener: Heard) -> None:
    """Have `listener(email, programme)` called; None is all of them, for ever."""
    if listener not in _listeners:
        _listeners.append(listener)


def somebody_left(email: str, programme: Programme | None) -> None:
    for listener in _listeners:
        listener(email, programme)
