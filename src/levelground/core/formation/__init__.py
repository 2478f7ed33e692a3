"""Forming groups: fair, mixed and explained."""

from __future__ import annotations

from levelground.core.formation.faults import Fault, Faulty, check
from levelground.core.formation.people import Answer, Free, Person
from levelground.core.formation.rules import OrganisationRule, Rule, Rules, Trained, Weights

__all__ = [
    "Answer",
    "Fault",
    "Faulty",
    "Free",
    "OrganisationRule",
    "Person",
    "Rule",
    "Rules",
    "Trained",
    "Weights",
    "check",
]
