"""Groups with what they promise each other: one in its second version, one that still names worries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import uuid4

from levelground.accounts.models import Person
from levelground.agreements.actions.agreement import (
    accept_agreement,
    open_draft,
    put_to_everybody,
    write_clause,
)
from levelground.agreements.actions.worries import (
    lead_to_clause,
    name_worries,
    say_enough,
    show_worries,
)
from levelground.agreements.models import Agreement
from levelground.agreements.queries.agreement import wordings
from levelground.agreements.queries.worries import shown_worries
from levelground.core.agreement import CLAUSES, CLAUSES_BY_KEY
from levelground.demo.cast import make_group
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members
from levelground.runtime import clock
from levelground.words.queries import prove_membership

WORRIES = (  # examples, and something in one's own words
    (("gets-around", "overrun"), "That I am the only volunteer among paid people."),
    (("gets-around", "advice"), ""),
    (("no-time",), "We all know the same families. One of you will guess whom I mean."),
    (("cosy", "advice"), ""),
    (("one-talks",), "That it is me who talks too much."),
)
CHOSEN = {"confidentiality": 1, "limits": 0, "others": 0, "setup": 0, "records": 0}
CONTACTS = (
    "Rewi at the volunteer centre, 03 555 0142, in office hours. At night and at weekends: 1737, call"
    " or text, for us too. In danger: 111."
)
CULTURE = (
    "We open with a minute of quiet. Names are said properly, and we ask until we can. Whoever wants to"
    " open or close in another way says so the time before. What te Tiriti asks of us we talk about"
    " twice a year, and nobody has to speak for a whole people."
)
EMPTY: Mapping[str, str] = MappingProxyType({})
NUMBERS = {"setup": 90, "attendance": 3, "review": 3}
SECOND_TIME = (
    "We start on time with whoever is there. Whoever cannot come says so the day before, without a"
    " reason. After two absences in a row we ask how it is going."
)
BETWEEN = (
    "Between sessions we write to each other about dates only. What matters waits, or we call."
)


def agree(group: Group, *, first_at: datetime, then_at: datetime) -> Agreement:
    """Worries, an agreement that answers them, and a second version of it, all accepted."""
    members = list(current_members(group=group))
    with clock.held(first_at):
        _name_worries(group, members)
        _write_all(group, members, {"contacts": CONTACTS, "culture": CULTURE})
    with clock.held(then_at):
        again = open_draft(group=group, by=members[1], why=Agreement.Why.REVIEW)
        _write(again, members[1], "attendance", SECOND_TIME, 3)
        _write(again, members[2], "between", BETWEEN, None)
        _write(again, members[2], "review", CLAUSES_BY_KEY["review"].wordings[1], 6)
        _accept(again, members)
    again.refresh_from_db()
    return again


def begin_naming(people: tuple[Person, ...], *, at: datetime) -> Group:
    """A group that has just begun: two have named what worries them, the others not yet."""
    with clock.held(at - timedelta(hours=2)):
        group = make_group(name="Thursday starters", people=people)
        members = list(current_members(group=group))
        for member, (examples, own) in zip(members[1:3], WORRIES, strict=False):
            name_worries(group=group, by=member, examples=examples, words_id=uuid4(), own=own)
            say_enough(group=group, by=member, is_enough=True)
    return group


def accept_our_wordings(
    group: Group, *, own: Mapping[str, str] = EMPTY, opened_again: bool = False
) -> Agreement:
    """An agreement in our wordings, but for these; accepted by all, and then perhaps opened again."""
    members = list(current_members(group=group))
    draft = _write_all(group, members, own)
    if opened_again:
        open_draft(group=group, by=members[0], why=Agreement.Why.WISH)
    draft.refresh_from_db()
    return draft


def _name_worries(group: Group, members: list[Member]) -> None:
    for member, (examples, own) in zip(members, WORRIES, strict=False):
        name_worries(group=group, by=member, examples=examples, words_id=uuid4(), own=own)
        say_enough(group=group, by=member, is_enough=True)
    show_worries(group=group, by=members[0])
    for worry in shown_worries(prove_membership(members[0].person, group), group):
        if not worry.clauses:
            answer = "others" if "families" in worry.text else "time"
            lead_to_clause(group=group, by=members[0], worry=worry.id, clause=answer)


def _write_all(group: Group, members: list[Member], own: Mapping[str, str]) -> Agreement:
    draft = open_draft(group=group, by=members[0], why=Agreement.Why.FIRST)
    for turn, clause in enumerate(CLAUSES):
        wording = clause.wordings[CHOSEN.get(clause.key, 0)] if clause.wordings else ""
        if clause.needed or clause.key in own:
            by = members[turn % len(members)]
            text = own.get(clause.key, wording)
            _write(draft, by, clause.key, text, NUMBERS.get(clause.key))
    _accept(draft, members)
    return draft


def _write(agreement: Agreement, by: Member, clause: str, text: str, number: int | None) -> None:
    standing = wordings(prove_membership(by.person, agreement.group), agreement)
    write_clause(
        agreement=agreement,
        by=by,
        text_id=uuid4(),
        clause=clause,
        text=text,
        number=number,
        seen=[one.id for one in standing.get(clause, ())],
    )


def _accept(agreement: Agreement, members: list[Member]) -> None:
    put_to_everybody(agreement=agreement, by=members[0])
    for member in members:
        accept_agreement(agreement=agreement, by=member)
