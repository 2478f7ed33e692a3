"""How many people to a group."""

from __future__ import annotations

from levelground.core.formation.rules import Rules


def sizes_for(people: int, rules: Rules) -> tuple[int, ...]:
    """The sizes closest to the preferred one that place as many people as can be placed.

    Smallest first. Empty below the least size.
    """
    for placed in range(people, rules.least - 1, -1):
        found = [
            _even(placed, count)
            for count in range(-(-placed // rules.most), placed // rules.least + 1)
        ]
        if found:
            return min(found, key=lambda sizes: _apart(sizes, rules))
    return ()


def _even(people: int, count: int) -> tuple[int, ...]:
    size, larger = divmod(people, count)
    return (size,) * (count - larger) + (size + 1,) * larger


def _apart(sizes: tuple[int, ...], rules: Rules) -> int:
    return sum((size - rules.preferred) ** 2 for size in sizes)
