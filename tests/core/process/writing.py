"""Process files for tests, written as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping

PROCESS: dict[str, object] = {
    "id": "talk",
    "version": 1,
    "name": "Talk",
    "summary": "For a test.",
    "size": {"min": 3, "max": 8},
    "for": "presenter",
    "origin": "Ours.",
    "source": "https://example.org",
    "licence": "CC BY-SA 4.0",
    "credit": "Us.",
}
STEP: dict[str, object] = {
    "id": "tell",
    "name": "Tell",
    "floor": "presenter",
    "minutes": 5,
    "say": {"floor": "Tell us.", "silent": "Listen."},
}


def toml(table: Mapping[str, object]) -> str:
    """A file; a key whose value is None is left out."""
    lines = [
        f"{json.dumps(key)} = {_value(value)}" for key, value in table.items() if value is not None
    ]
    return "\n".join(lines) + "\n"


def process_of(*steps: Mapping[str, object], **also: object) -> str:
    return toml({**PROCESS, **also, "steps": list(steps)})


def step_of(**also: object) -> dict[str, object]:
    """A good step, but for what is given here; None leaves a key out."""
    return {key: value for key, value in {**STEP, **also}.items() if value is not None}


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
