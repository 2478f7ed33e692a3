"""Retention: whatever a data map gives a time goes when it is over, in one round for all apps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from levelground.mine.actions.closing import shrink_log
from levelground.mine.queries.data_maps import holdings
from levelground.runtime import background


def forget_what_is_over(at: datetime) -> None:
    """Call each `forget` that stands in a data map, once; then give the space back."""
    jobs: list[Callable[[], object]] = [partial(forget, at) for forget in _forgets()]
    background.do_each(*jobs, shrink_log)


def _forgets() -> list[Callable[[datetime], object]]:
    clocks = [one.clock for one in holdings().values() if one.clock]
    return list(dict.fromkeys(one.forget for one in clocks))
