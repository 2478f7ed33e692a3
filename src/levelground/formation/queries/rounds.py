from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from levelground.accounts.models import Person
from levelground.core.formation import Rules, Weights
from levelground.core.formation.reading.rules_file import read_rules
from levelground.formation import store
from levelground.formation.domain.discretion import (
    bundled,
    kept,
    named_in,
    unnamed_in,
    without_reasons,
)
from levelground.formation.domain.proposal import Proposal, fold
from levelground.formation.domain.roster import Listed
from levelground.formation.models import (
    Change,
    ProposedGroup,
    Publication,
    Roster,
    Round,
    Search,
)
from levelground.groups.models import Group, Member
from levelground.programmes.models import Programme
from levelground.programmes.queries.programmes import programmes_of

if TYPE_CHECKING:  # numbers load slowly, and most processes never need them
    from levelground.core.formation.problem import Problem


def may_form(person: Person) -> bool:
    """Whether somebody is a coordinator."""
    return person.is_active and person.is_staff


def rounds_of(person: Person) -> QuerySet[Round]:
    """The rounds of this coordinator's programmes, and those they began from a file. No others."""
    if not may_form(person):
        return Round.objects.none()
    return Round.objects.filter(Q(by=person) | Q(programme__in=programmes_of(person)))


def rounds_shown_to(person: Person) -> QuerySet[Round]:
    """Their rounds, and whether something is still to be formed or mended in each: its people are here."""
    people = Roster.objects.filter(round=OuterRef("pk"))
    return rounds_of(person).select_related("publication").annotate(has_people=Exists(people))


def rounds_in(programme: Programme) -> QuerySet[Round]:
    """The rounds of a programme, with how many groups were asked and how many stand."""
    proposed = "publication__proposed"
    return Round.objects.filter(programme=programme).annotate(
        asked=Count(proposed),
        stand=Count(proposed, filter=Q(publication__proposed__stands_at__isnull=False)),
    )


def groups_in(programme: Programme) -> set[int]:
    """The groups that came of the rounds of a programme, and what they became one with. Only ids."""
    formed = Publication.objects.filter(round__programme=programme, groups__isnull=False)
    new, found = set(formed.values_list("groups", flat=True)), set[int]()
    while new:
        found |= new
        became = Group.objects.filter(pk__in=new).values_list("merged_into", flat=True)
        new = {pk for pk in became if pk is not None} - found
    return found


def places_in(programme: Programme) -> dict[int, tuple[int, int]]:
    """By person who is in a living group of this programme: which, and how many they are. Only ids."""
    rows = Member.objects.filter(
        left_at=None,
        group__ended_at=None,
        group__in=groups_in(programme),
    ).values_list("person", "group")
    sizes = Counter(group for _person, group in rows)
    return {person: (group, sizes[group]) for person, group in rows}


def rules_of(round_: Round) -> tuple[Rules, Weights]:
    """With every confidence kept and no answer weighed by itself, whatever was written down."""
    rules, weights = read_rules(round_.rules)
    return kept(rules), bundled(weights)


def given_to(search: Search) -> tuple[Listed, Rules, Weights]:
    """What a search is given, as every page about its groups is."""
    return as_given(store.open_people(search.roster), search.round.rules)


def as_given(listed: Listed, rules_text: str) -> tuple[Listed, Rules, Weights]:
    """People without their reasons, every confidence kept, and no answer weighed by itself."""
    rules, weights = read_rules(rules_text)
    given = replace(listed, people=without_reasons(listed.people))
    return given, kept(rules), bundled(weights, listed.answers)


def roster_of(round_: Round) -> Roster | None:
    """The people of the round, once they have been taken in."""
    return Roster.objects.filter(round=round_, taken_at__isnull=False).first()


def draft_of(round_: Round) -> Roster | None:
    """A list that was read and not taken in yet."""
    return Roster.objects.filter(round=round_, taken_at=None).first()


def listed_in(roster: Roster) -> Listed:
    return store.open_people(roster)


def open_search(round_: Round) -> Search | None:
    return Search.objects.filter(round=round_).open().first()


def last_search(round_: Round) -> Search | None:
    return Search.objects.filter(round=round_).select_related("roster").last()


def changes_of(round_: Round) -> QuerySet[Change]:
    """What made the proposal as it stands, oldest first."""
    return Change.objects.filter(round=round_, undone_at=None).order_by("number")


def version_of(round_: Round) -> int:
    """Counts changes and undoings, so that a page knows whether it is out of date."""
    every = Change.objects.filter(round=round_)
    return every.count() + every.exclude(undone_at=None).count()


def proposal_of(round_: Round, roster: Roster) -> Proposal | None:
    """The proposal as it stands. Groups to which all have said yes are kept, whatever was changed."""
    steps = changes_of(round_).values_list("kind", "what")
    proposal = fold(steps, roster.people)
    if proposal is None:
        return None
    stands = frozenset(
        ProposedGroup.objects.filter(
            publication__round=round_, stands_at__isnull=False
        ).values_list("number", flat=True)
    )
    return replace(proposal, locked=proposal.locked | stands, stands=stands)


def explanations_of(round_: Round) -> dict[str, object]:
    """Reasons, story and advice of the search behind the proposal as it stands."""
    last = changes_of(round_).filter(kind=Change.Kind.PROPOSED).select_related("search__roster")
    proposed = last.last()
    return store.open_explanations(proposed.search) if proposed and proposed.search else {}


def publication_of(round_: Round) -> Publication | None:
    return Publication.objects.filter(round=round_).first()


def people_with_accounts(addresses: Sequence[str]) -> dict[str, Person]:
    """Active people by their address."""
    found = Person.objects.filter(email__in=set(addresses), is_active=True)
    return {person.email: person for person in found}


def problems_of(round_: Round, roster: Roster) -> tuple[Problem, Problem]:
    """`problems_in` of a round. Kept for the next page: it takes a moment."""
    digest = sha256(roster.body).digest()
    return _problems(roster.pk, digest, round_.rules, roster=_Unhashed(roster))


def problems_in(listed: Listed, rules_text: str) -> tuple[Problem, Problem]:
    """People under the rules about what they told us, and the same people under those that are named."""
    from levelground.core.formation.problem import compile_problem  # noqa: PLC0415 - slow to load

    given, rules, weights = as_given(listed, rules_text)
    return (
        compile_problem(given.people, unnamed_in(rules), weights),
        compile_problem(listed.people, named_in(rules), weights),
    )


class _Unhashed:
    """A row that takes no part in telling two calls apart."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unhashed)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=2)
def _problems(
    _pk: int, _said: bytes, rules_text: str, *, roster: _Unhashed
) -> tuple[Problem, Problem]:
    return problems_in(store.open_people(roster.roster), rules_text)
