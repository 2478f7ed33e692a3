"""How many people to a group."""

from __future__ import annotations

from levelground.core.formation.rules import Rules


def sizes_for(people: int, rules: Rules) -> tuple[int, ...]:
    """The sizes closest to the preferred one that place as many people as can be placed.

    Smallest first. Empty below the least size.
    """
    for placed in range(people, rules.least - 1, -1):
        counts = range(-(-placed // rules.most), placed // rules.least + 1)
        if counts:
            return _balanced(placed, min(counts, key=lambda count: _apart(placed, count, rules)))
    return ()


def _balanced(people: int, count: int) -> tuple[int, ...]:
    size, larger = divmod(people, count)
    return (size,) * (count - larger) + (size + 1,) * larger


def _apart(people: int, count: int, rules: Rules) -> int:
    """How far the sizes are from the preferred one: the sum of the squares."""
    size, larger = divmod(people, count)
    away = size - rules.preferred
    return (count - larger) * away**2 + larger * (away + 1) ** 2
