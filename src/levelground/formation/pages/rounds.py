"""What the pages around a proposal show: the list that was read, the rules, the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _

from levelground.core.formation import Rule, Weights
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Change, Publication, Round, Search
from levelground.formation.pages.board import Board
from levelground.formation.pages.effects import effects
from levelground.formation.queries.rounds import changes_of, problems_of, roster_of, rules_of
from levelground.formation.queries.seats import counted

USUAL = ("gender", "age", "ethnicity", "role", "experience")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A list as a whole, without anybody in it."""

    people: int
    organisations: int
    trained: int
    said_yes: int
    answers: tuple[tuple[str, int], ...]
    with_address: int
    notes: tuple[str, ...]


def summary_of(listed: Listed, *, is_own_file: bool) -> Summary:
    """is_own_file: the coordinator wrote it, so that how often each was answered is no news."""
    people = listed.people
    return Summary(
        people=len(people),
        organisations=len({person.organisation for person in people if person.organisation}),
        trained=sum(person.trained for person in people),
        said_yes=sum(person.opted_in for person in people),
        answers=tuple(
            (name, sum(name in person.answers for person in people))
            for name in (answers_in(listed) if is_own_file else ())
        ),
        with_address=sum(bool(listed.address(number)) for number in range(len(people))),
        notes=listed.notes,
    )


def answers_in(listed: Listed) -> list[str]:
    """What people were asked of themselves, in a steady order."""
    return [name for name in USUAL if name in listed.answers] + sorted(listed.answers - set(USUAL))


def with_more_answers(weights: Weights, names: Sequence[str]) -> Weights:
    """Weights by which the reader takes further columns as answers."""
    return replace(weights, mix={**dict.fromkeys(names, 1.0), **weights.mix})


def rules_page(round_: Round, listed: Listed, form: BaseForm) -> dict[str, Any]:
    """The form, and beside each rule what it does to these people."""
    shown = effects(listed, rules_of(round_)[0], missing=_missing(round_))
    return {
        "round": round_,
        "form": form,
        "effects": shown,
        "mix": [form[name] for name in form.fields if name.startswith("mix_")],
        "people": len(listed.people),
        "out": sum(effect.excludes for effect in shown.values()),
    }


def _missing(round_: Round) -> int:
    """How many said yes and have not told us what the rules need, or have no time that is long enough."""
    roster = roster_of(round_)
    if roster is None:
        return 0
    left_out = problems_of(round_, roster)[0].left_out
    return sum(rule is not Rule.OPTED_IN for _person, rule, _why in left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressShown:
    """How far a search is, in whole percent and in words."""

    percent: int
    words: str
    is_stopping: bool
    has_failed: bool


def progress_of(search: Search) -> ProgressShown:
    progress = search.progress
    if progress:
        words = _("So far: %(placed)d people in %(groups)d groups.") % {
            "placed": progress["placed"],
            "groups": progress["groups"],
        }
    else:
        words = _(
            "It begins in a moment. The very first search on a computer takes longer to begin."
        )
    return ProgressShown(
        percent=round(100 * progress.get("done", 0)),
        words=words,
        is_stopping=search.stop_asked_at is not None,
        has_failed=search.has_failed,
    )


def last_change(round_: Round, board: Board) -> str:
    """What undoing would take back, in words; "" if there is nothing."""
    steps = list(changes_of(round_))
    if len(steps) < 2 or steps[-1].kind == Change.Kind.LEFT:  # noqa: PLR2004 - the first is the proposal
        return ""  # nothing, or what somebody decided for themselves
    kind, what, name = steps[-1].kind, steps[-1].what, board.listed.name
    names = board.proposal.names
    match kind:
        case Change.Kind.SWAPPED:
            one, other = name(what["one"]), name(what["other"])
            sentence = _("%(one)s and %(other)s changed places.") % {"one": one, "other": other}
        case Change.Kind.MOVED if what["to"] < 0:
            sentence = _("%(one)s was taken out.") % {"one": name(what["person"])}
        case Change.Kind.MOVED:
            where = {"one": name(what["person"]), "group": names[what["to"]]}
            sentence = _("%(one)s was moved to %(group)s.") % where
        case Change.Kind.LOCKED:
            sentence = _("%(group)s is kept.") % {"group": names[what["group"]]}
        case Change.Kind.UNLOCKED:
            sentence = _("%(group)s is free again.") % {"group": names[what["group"]]}
        case _:
            sentence = _("The groups were searched for again.")
    return sentence


def asking(round_: Round, publication: Publication, board: Board | None) -> dict[str, Any]:
    """How people have answered: groups that need something first, those that stand last."""
    broken: dict[int, tuple[str, ...]] = {}
    if board is not None:
        broken = {at: board.broken_in(board.proposal.groups[at]) for at in board.open}
    groups = counted(publication, board.proposal if board else None, broken)
    known = {group.number for group in groups}
    new = 0
    if board is not None:
        new = sum(bool(board.proposal.groups[at]) for at in board.open if at not in known)
    return {
        "round": round_,
        "publication": publication,
        "groups": groups,
        "open": [group for group in groups if not group.stands],
        "stands": [group for group in groups if group.stands],
        "changed": sum(group.has_changed for group in groups) + new,
        "needs_mending": any(group.wrong or group.late for group in groups),
        "silent": sum(group.asked + group.late for group in groups if not group.stands),
        "broken": [(board.proposal.names[at], what) for at, all_ in broken.items() for what in all_]
        if board
        else [],
        "is_over": board is None,
    }
