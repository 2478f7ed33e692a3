"""The proposal of a round, held against its rules."""

from __future__ import annotations

from dataclasses import replace

from levelground.formation.domain.checked_proposal import CheckedProposal
from levelground.formation.models import Round
from levelground.formation.queries.rounds import (
    explanations_of,
    listed_in,
    problems_of,
    proposal_of,
    roster_of,
)


def checked_proposal_of(round_: Round) -> CheckedProposal | None:
    """The proposal as it stands; None if there is none."""
    roster = roster_of(round_)
    proposal = proposal_of(round_, roster) if roster else None
    if roster is None or proposal is None:
        return None
    listed = listed_in(roster)
    problem, named = problems_of(round_, roster)
    return CheckedProposal(
        problem=problem,
        named=named,
        listed=listed,
        proposal=replace(proposal, mates=listed.mates()),
        explanations=explanations_of(round_),
    )
