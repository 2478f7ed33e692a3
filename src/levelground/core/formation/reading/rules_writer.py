"""Rules as the file that `levelground form --rules` reads, so that both speak one language."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum

from levelground.core.formation.rules import Rules, Weights

Value = bool | int | float | str | date


def written(rules: Rules, weights: Weights) -> str:
    """TOML that `core.formation.reading.rules_file.read_rules` reads back to the same."""
    tables: dict[str, dict[str, Value | None]] = {
        "programme": {
            "time_zone": rules.time_zone,
            "starts_on": rules.starts_on,
            "weeks": rules.weeks,
            "meeting_minutes": rules.meeting_minutes,
            "slot_step": rules.slot_step,
        },
        "size": {"least": rules.least, "preferred": rules.preferred, "most": rules.most},
        "rules": {
            "opted_in": rules.opted_in,
            "equal_standing": rules.equal_standing,
            "grades_apart": rules.grades_apart,
            "not_together": rules.not_together,
            "together": rules.together,
            "slot": rules.slot,
            "language": rules.language,
            "trained": rules.trained,
            "organisation": rules.organisation,
            "at_least": rules.at_least,
            "at_most": rules.at_most,
            "minority": rules.minority,
        },
        "fairness": {"steepness": weights.fairness, "mark": weights.mark},
        "mix": dict(weights.mix),
    }
    return "\n".join(_table(name, values) for name, values in tables.items())


def _table(name: str, values: dict[str, Value | None]) -> str:
    lines = [
        f"{json.dumps(key)} = {_value(value)}" for key, value in values.items() if value is not None
    ]
    return "\n".join([f"[{name}]", *lines, ""])


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case StrEnum():
            return json.dumps(value.value)
        case str():
            return json.dumps(value, ensure_ascii=True)
        case _:
            return repr(value)
