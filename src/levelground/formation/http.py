"""The round that an address asks for, if it is theirs who asks."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from levelground.accounts.http.requests import MemberRequest
from levelground.audit.http import note_coordinating
from levelground.formation.models import Round
from levelground.formation.queries.rounds import publication_of, roster_of, rounds_of


def round_at(request: MemberRequest, pk: int) -> Round:
    found = get_object_or_404(rounds_of(request.user), pk=pk)
    note_coordinating(request, f"round {pk}")
    return found


def unpublished_at(request: MemberRequest, pk: int) -> Round:
    """A round that is still being formed. What is published belongs to its members."""
    round_ = round_at(request, pk)
    if publication_of(round_):
        raise Http404
    return round_


def unfinished_at(request: MemberRequest, pk: int) -> Round:
    """A round in which something is still to be formed or mended."""
    round_ = round_at(request, pk)
    if publication_of(round_) and roster_of(round_) is None:
        raise Http404
    return round_
