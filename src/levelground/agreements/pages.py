"""What the pages of an agreement show: clauses in their parts, what changed, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from levelground.agreements.models import Agreement
from levelground.agreements.queries.agreement import Wording, clause_texts, wordings
from levelground.agreements.queries.worries import Shown, answered_in
from levelground.core.agreement import (
    CLAUSES,
    CLAUSES_BY_KEY,
    PARTS,
    Clause,
    ClauseChange,
    at_stake,
    changes,
)
from levelground.groups.models import Group
from levelground.ui.translating import translated
from levelground.words.queries import MembershipProof


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClause:
    """One clause of a draft."""

    clause: Clause
    name: str
    question: str
    texts: Sequence[Wording]
    worries: Sequence[Shown]

    @property
    def is_open(self) -> bool:
        """It needs something before the draft can be put to everybody."""
        return len(self.texts) > 1 or (self.clause.needed and not self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadClause:
    """One clause of a version as it is read, and what became of it since another."""

    key: str
    name: str
    text: str
    change: ClauseChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    clauses: Sequence[DraftClause | ReadClause]


def drafted(proof: MembershipProof, group: Group, agreement: Agreement) -> list[Part]:
    """The draft, in its parts, with the worries that each clause is to answer."""
    written, worries = wordings(proof, agreement), answered_in(proof, group)
    return [
        Part(
            name=_(name),
            clauses=[row_of(clause, written, worries) for clause in clauses],
        )
        for name, clauses in PARTS
    ]


def row_of(
    clause: Clause,
    written: Mapping[str, Sequence[Wording]],
    worries: Mapping[str, Sequence[Shown]],
) -> DraftClause:
    return DraftClause(
        clause=clause,
        name=_(clause.name),
        question=_(clause.question),
        texts=written.get(clause.key, ()),
        worries=worries.get(clause.key, ()),
    )


def next_to_write(parts: Sequence[Part]) -> DraftClause | None:
    """The first clause that keeps the draft from being put to everybody."""
    rows = (row for part in parts for row in part.clauses if isinstance(row, DraftClause))
    return next((row for row in rows if row.is_open), None)


def read_aloud(
    proof: MembershipProof, agreement: Agreement, *, before: Agreement | None = None
) -> list[Part]:
    """A version in its parts; with what changed since another one, where that is asked for."""
    texts = clause_texts(proof, agreement)
    marked = {
        change.clause: change
        for change in changes(
            clause_texts(proof, before) if before else {}, texts, [clause.key for clause in CLAUSES]
        )
    }
    parts = []
    for name, clauses in PARTS:
        found = [
            ReadClause(
                key=clause.key,
                name=_(clause.name),
                text=texts.get(clause.key, ""),
                change=marked[clause.key] if before else None,
            )
            for clause in clauses
            if clause.key in marked
        ]
        if found:
            parts.append(Part(name=_(name), clauses=found))
    return parts


def count_changes(parts: Sequence[Part]) -> int:
    rows = (row for part in parts for row in part.clauses if isinstance(row, ReadClause))
    return sum(row.change is not None and row.change.how != "same" for row in rows)


def clause_names() -> list[tuple[str, str]]:
    return [(clause.key, _(clause.name)) for clause in CLAUSES]


def name_of(clause: str) -> str:
    return _(CLAUSES_BY_KEY[clause].name)


def missing_in(written: Mapping[str, Sequence[Wording]]) -> list[str]:
    return [translated(why) for _key, why in at_stake(written)]
