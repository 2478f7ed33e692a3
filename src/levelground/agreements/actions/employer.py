"""Keeping what a member agrees with their employer, among their own thoughts."""

from __future__ import annotations

from levelground.agreements.queries.employer import place_of_employer_text
from levelground.groups.models import Group
from levelground.words.actions.words import park_thought
from levelground.words.queries import SelfProof


def keep_employer_text(*, proof: SelfProof, group: Group, text: str) -> None:
    """An empty one brings our draft back."""
    park_thought(proof=proof, place=place_of_employer_text(group), text=text)
