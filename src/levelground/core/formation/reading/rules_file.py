"""Rules and weights from a TOML file: unknown words are named, never passed over."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

from levelground.core.formation.faults import Fault, Faulty
from levelground.core.formation.rules import OrganisationRule, Rules, Trained, Weights
from levelground.core.words import Sentence

Check = Callable[[Any], Any]


def read_rules(text: str) -> tuple[Rules, Weights]:
    """Rules and weights. Raises Faulty; everything left out keeps its default."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(
            [
                Fault(
                    row=0,
                    column="rules file",
                    what=Sentence("It is not TOML: %(error)s.", error=str(error)),
                )
            ]
        ) from None
    except RecursionError:
        raise Faulty(
            [Fault(row=0, column="rules file", what=Sentence("It is nested too deeply."))]
        ) from None
    faults: list[Fault] = []
    found: dict[str, dict[str, Any]] = {"rules": {}, "weights": {}}
    for table, values in tables.items():
        if table == "mix" and isinstance(values, dict):
            found["weights"]["mix"] = _mix(values, faults)
        elif table not in KEYS or not isinstance(values, dict):
            faults.append(
                _fault(
                    table,
                    Sentence(
                        "There is no part called [%(table)s]; there are %(keys)s.",
                        table=table,
                        keys=_list(KEYS),
                    ),
                )
            )
        else:
            _read_table(table, values, found, faults)
    if faults:
        raise Faulty(faults)
    return Rules(**found["rules"]), Weights(**found["weights"])


def _read_table(
    table: str, values: dict[str, Any], found: dict[str, dict[str, Any]], faults: list[Fault]
) -> None:
    for key, value in values.items():
        if key not in KEYS[table]:
            faults.append(
                _fault(
                    table,
                    Sentence(
                        "There is no “%(key)s”; there are %(keys)s.",
                        key=key,
                        keys=_list(KEYS[table]),
                    ),
                )
            )
            continue
        name, check = KEYS[table][key]
        try:
            found["weights" if table == "fairness" else "rules"][name] = check(value)
        except ValueError as error:
            faults.append(_fault(f"{table}.{key}", error.args[0]))


def _mix(values: dict[str, Any], faults: list[Fault]) -> dict[str, float]:
    mix = {}
    for name, value in values.items():
        try:
            mix[name] = _number(value)
        except ValueError as error:
            faults.append(_fault(f"mix.{name}", error.args[0]))
    return mix


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 1_000_000:
        raise ValueError(Sentence("This must be a whole number."))
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(Sentence("This must be a number."))  # noqa: TRY004 - a fault of the file
    return float(value)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(Sentence("This must be true or false."))  # noqa: TRY004 - a fault of the file
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(Sentence("This must be a text in quotation marks."))  # noqa: TRY004
    return value


def _day(value: object) -> date:
    if type(value) is not date:
        raise ValueError(
            Sentence("This must be a date such as 2026-03-02, without quotation marks.")
        )
    return value


def _trained(value: object) -> Trained:
    if value not in list(Trained):
        raise ValueError(Sentence("This must be one of %(trained)s.", trained=_list(Trained)))
    return Trained(str(value))


def _kind(value: object) -> OrganisationRule:
    if value not in list(OrganisationRule):
        raise ValueError(Sentence("This must be one of %(kind)s.", kind=_list(OrganisationRule)))
    return OrganisationRule(str(value))


KEYS: dict[str, dict[str, tuple[str, Check]]] = {
    "programme": {
        "time_zone": ("time_zone", _text),
        "starts_on": ("starts_on", _day),
        "weeks": ("weeks", _whole),
        "meeting_minutes": ("meeting_minutes", _whole),
        "slot_step": ("slot_step", _whole),
    },
    "size": {
        "least": ("least", _whole),
        "preferred": ("preferred", _whole),
        "most": ("most", _whole),
    },
    "rules": {
        "opted_in": ("opted_in", _switch),
        "equal_standing": ("equal_standing", _switch),
        "grades_apart": ("grades_apart", _whole),
        "not_together": ("not_together", _switch),
        "together": ("together", _switch),
        "slot": ("slot", _switch),
        "language": ("language", _switch),
        "trained": ("trained", _trained),
        "organisation": ("organisation", _kind),
        "at_least": ("at_least", _whole),
        "at_most": ("at_most", _whole),
        "minority": ("minority", _switch),
    },
    "fairness": {"steepness": ("fairness", _number), "mark": ("mark", _number)},
    "mix": {},
}


def _fault(column: str, what: str) -> Fault:
    return Fault(row=0, column=column, what=what)


def _list(names: Any) -> str:
    return ", ".join(str(name) for name in names)
