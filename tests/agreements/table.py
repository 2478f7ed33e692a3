"""A group round a table, each with a browser, for tests of worries and agreements."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client

from levelground.accounts.models import Person
from levelground.agreements.actions.agreement import (
    accept_agreement,
    open_draft,
    put_to_everybody,
    write_clause,
)
from levelground.agreements.models import Agreement, Naming
from levelground.agreements.queries.agreement import (
    Stage,
    agreement_in_force,
    clause_texts,
    open_agreement,
    stages_of,
)
from levelground.agreements.queries.worries import latest_naming, shown_worries
from levelground.core.agreement import CLAUSES
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members
from levelground.words.queries import MembershipProof, prove_membership
from tests.make import make_group, make_person, signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    group: Group
    people: dict[str, Person]
    browsers: dict[str, Client]

    def url(self, page: str = "") -> str:
        return f"/groups/{self.group.pk}/agreement/{page}"

    def get(self, name: str, page: str = "", **headers: str) -> Any:
        return self.browsers[name].get(self.url(page), headers=headers)

    def page(self, name: str, page: str = "") -> str:
        return html.unescape(self.get(name, page).text)

    def post(self, name: str, page: str, **data: Any) -> Any:
        return self.browsers[name].post(self.url(page), data)

    def proof(self, name: str = "Ada") -> MembershipProof:
        return prove_membership(self.people[name], self.group)

    def member(self, name: str) -> Member:
        return Member.objects.select_related("person").get(
            group=self.group, person=self.people[name], left_at=None
        )

    def stage(self, name: str = "Ada") -> Stage:
        return stages_of([self.member(name)])[self.group.pk]

    # Worries

    def name_worry(self, name: str, own: str = "", examples: Sequence[str] = ()) -> Any:
        return self.post(name, "worries/", id=str(uuid4()), text=own, examples=list(examples))

    def enough(self, *names: str) -> None:
        for name in names or tuple(self.people):
            assert self.post(name, "worries/enough/").status_code == 302

    @property
    def naming(self) -> Naming:
        found = latest_naming(self.group)
        assert found is not None
        return found

    def shown(self, name: str = "Ada") -> list[str]:
        return [worry.text for worry in shown_worries(self.proof(name), self.group)]

    # The agreement

    def begin(self, name: str = "Ada") -> Agreement:
        open_draft(group=self.group, by=self.member(name), why=Agreement.Why.FIRST)
        return self.open

    @property
    def open(self) -> Agreement:
        found = open_agreement(self.group)
        assert found is not None, "nothing is being written"
        return found

    def holds(self) -> int:
        """Which version is in force; 0: none."""
        found = agreement_in_force(self.group)
        return found.version if found else 0

    def seen(self, name: str, clause: str) -> str:
        """Which texts the form of this clause says its reader has seen."""
        page = self.get(name, f"clauses/{clause}/").text
        form = page.split('id="write-clause"')[1]
        found = re.search(r'name="seen"(?: value="([^"]*)")?', form)
        assert found, "the form does not say what was seen"
        return found[1] or ""

    def write(
        self,
        name: str,
        clause: str,
        text: str,
        *,
        seen: str | None = None,
        number: int | None = None,
        key: str = "",
    ) -> Any:
        data: dict[str, Any] = {"id": key or str(uuid4()), "text": text}
        data["seen"] = self.seen(name, clause) if seen is None else seen
        if number is not None:
            data["number"] = number
        return self.post(name, f"clauses/{clause}/", **data)

    def write_all(self, name: str = "Ada", **own: str) -> None:
        """Everything that is needed, in our wordings or these."""
        for clause in CLAUSES:
            if clause.needed or clause.key in own:
                text = own.get(clause.key) or clause.wordings[0]
                write_clause(
                    agreement=self.open,
                    by=self.member(name),
                    text_id=uuid4(),
                    clause=clause.key,
                    text=text,
                    number={"setup": 75, "attendance": 2, "review": 3}.get(clause.key),
                    seen=(),
                )

    def texts(self) -> dict[str, str]:
        return self.texts_of("Ada")

    def texts_of(self, name: str) -> dict[str, str]:
        return clause_texts(self.proof(name), self.open)

    def accept(self, *names: str) -> None:
        version = self.open.version
        for name in names or tuple(self.people):
            done = self.post(name, "acceptance/", version=version)
            assert done.status_code == 302, done.text

    def agree(self, **own: str) -> Agreement:
        """An agreement that everybody has accepted."""
        self.begin()
        self.write_all(**own)
        return self.put_and_accept()

    def put_and_accept(self) -> Agreement:
        agreement = self.open
        members = list(current_members(group=self.group))
        put_to_everybody(agreement=agreement, by=members[0])
        for member in members:
            accept_agreement(agreement=agreement, by=member)
        agreement.refresh_from_db()
        return agreement


def make_table(names: Sequence[str] = ("Ada", "Ben", "Cai")) -> Table:
    people = {name: make_person(name) for name in names}
    return Table(
        group=make_group(people=tuple(people.values())),
        people=people,
        browsers={name: signed_in(person) for name, person in people.items()},
    )


def filled_buttons(page: str) -> list[str]:
    found = re.findall(r"<(?:a|button)[^>]*button--main[^>]*>\s*(.*?)\s*</", page, re.DOTALL)
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]*>.*", "", one, flags=re.DOTALL)).strip() for one in found
    ]
