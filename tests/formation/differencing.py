"""Whoever sees every page of a round and tries everything: what can they work out of one person's answers?

A small random round is made twice, alike in all but one answer of one person. Everything the pages would
show is gathered from both, under many rules and for many choices of groups, each thing together with what
may be known of it: of some people together one yes or no (whether a rule keeps them apart, no matter
which), and what four or more have in common. Two things of which the same may be known must be the same,
to the letter. Where they are not, the difference tells something else: a leak.

What may be known is worked out here anew, from the answers themselves and without the code of the pages.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Self

from levelground.core.formation import Free, OrganisationRule, Person, Rules, Trained, Weights
from levelground.core.formation.reading.rules_writer import written
from levelground.formation.domain.proposal import Impossible, Proposal, after
from levelground.formation.domain.roster import Listed
from levelground.formation.pages import effects
from levelground.formation.pages.board import Board
from levelground.formation.pages.cards import places_for
from levelground.formation.pages.rounds import summary_of
from levelground.formation.pages.why import why_of
from levelground.formation.queries.rounds import problems_in

InviteeRow = tuple[object, ...]
Look = Callable[["Round"], Iterator["Shown"]]
Groups = tuple[tuple[int, ...], ...]
HOUR = 60
TIMES = (24 * HOUR + 9 * HOUR, 48 * HOUR + 14 * HOUR)  # Tuesday at nine, Wednesday at two
WORDS = {
    "gender": ("woman", "man", "non-binary"),
    "ethnicity": ("pakeha", "maori", "samoan"),
    "role": ("nurse", "driver", "planner"),
}
NUMBERS = {"age": (22.0, 39.5, 69.5), "experience": (1.0, 8.0, 30.0)}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing on a page. known: all that may be known of it."""

    what: str
    known: InviteeRow
    text: object


@dataclass(frozen=True, slots=True)
class Round:
    """A round as somebody sees it: its people, the rules that were chosen, and the groups as they stand."""

    people: tuple[Person, ...]
    rules: Rules
    groups: Groups
    waits: frozenset[int]  # since the search

    @property
    def listed(self) -> Listed:
        return Listed(people=self.people)


# Worlds


def random_people(chance: random.Random, count: int) -> tuple[Person, ...]:
    ids = [f"p{at}" for at in range(count)]
    people = []
    for at in range(count):
        others = [one for one in ids if one != ids[at]]
        people.append(
            Person(
                id=ids[at],
                name=f"Person {at}",
                organisation=f"House {at % 3}",
                trained=chance.random() < 0.8,
                grade=chance.choice((1, 2, 6)),
                reports_to=chance.choice(ids[:at]) if at and chance.random() < 0.15 else "",
                not_together=(chance.choice(others),) if chance.random() < 0.1 else (),
                languages=chance.choice((("English",), ("English",), ("English", "Samoan"))),
                free=_free(chance),
                answers=_answers(chance),
                not_alone_in=("gender",) if chance.random() < 0.15 else (),
            )
        )
    return tuple(replace(one, not_alone_in=_sayable(one)) for one in people)


def _free(chance: random.Random) -> tuple[Free, ...]:
    times = chance.choice((TIMES, TIMES, TIMES[:1], TIMES[1:]))
    return tuple(Free(starts=start, ends=start + 2 * HOUR) for start in times)


def _answers(chance: random.Random) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: (chance.choice(values),) for name, values in WORDS.items() if chance.random() < 0.8
    }
    said |= {
        name: chance.choice(values) for name, values in NUMBERS.items() if chance.random() < 0.8
    }
    return said


def _sayable(person: Person) -> tuple[str, ...]:
    return tuple(wish for wish in person.not_alone_in if wish in person.answers)


def random_groups(chance: random.Random, count: int) -> Groups:
    """Some people in groups of two to six, and some who wait."""
    order = chance.sample(range(count), count)
    groups = []
    while len(order) > 3:
        size = min(chance.choice((2, 3, 4, 5, 6)), len(order))
        groups.append(tuple(sorted(order[:size])))
        order = order[size:]
    return tuple(groups)


def rules_tried(chance: random.Random) -> list[Rules]:
    """What a coordinator may choose, and what an older round may have written down."""
    usual = Rules(weeks=1)
    other = [
        replace(usual, slot=False),
        replace(usual, language=False),
        replace(usual, meeting_minutes=120),
        replace(usual, slot=False, language=False, trained=Trained.NONE),
        replace(usual, organisation=OrganisationRule.EXTERNAL),
        replace(usual, not_together=False),
        replace(usual, equal_standing=False),
        replace(usual, minority=False, together=False),
    ]
    return [
        usual,
        *chance.sample(other, 1),
        replace(usual, grades_apart=3),
        *chance.sample(other, 3),
    ]


# The same world but for one answer of one person


def twins(
    people: tuple[Person, ...], chance: random.Random, *, at: int, other: int
) -> Iterator[tuple[Person, ...]]:
    """The same people, each time with one answer of one person changed, or what they told of another."""
    me, above = people[at], people[other].id

    def but(**said: Any) -> tuple[Person, ...]:
        changed = replace(me, **said)
        changed = replace(changed, not_alone_in=_sayable(changed))
        return tuple(changed if one is me else one for one in people)

    def answered(name: str, value: Any) -> tuple[Person, ...]:
        rest = {key: said for key, said in me.answers.items() if key != name}
        return but(answers=rest | ({} if value is None else {name: value}))

    for name, values in WORDS.items():
        yield answered(name, chance.choice([None, *((value,) for value in values)]))
    for name, numbers in NUMBERS.items():
        yield answered(name, chance.choice([None, *numbers]))
    yield but(not_alone_in=() if me.not_alone_in else ("gender", "ethnicity"))
    yield but(grade=chance.choice((None, 1, 2, 6)))
    yield but(languages=())
    yield but(languages=chance.choice((("Samoan",), ("English",))))
    yield but(free=())
    yield but(free=_free(chance))
    yield but(not_together=(above,))
    yield but(answers_for=(above,))
    if above not in _above(me.id, people) and me.id not in _above(above, people):
        yield but(reports_to=above)


# What may be known


def _above(one: str, people: Sequence[Person]) -> set[str]:
    leads = {person.id: person.reports_to for person in people}
    found: set[str] = set()
    while leads.get(one) and leads[one] not in found:
        one = leads[one]
        found.add(one)
    return found


def _are_apart(one: Person, other: Person, people: Sequence[Person]) -> bool:
    return any(
        b.id in a.not_together or b.id in a.answers_for or b.id in _above(a.id, people)
        for a, b in ((one, other), (other, one))
    )


def _starts(person: Person, rules: Rules) -> frozenset[int]:
    """When this person could begin a meeting, in minutes of the week."""
    return frozenset(
        start
        for free in person.free
        for start in range(0, free.ends - rules.meeting_minutes + 1, rules.slot_step)
        if start >= free.starts
    )


def lacks(person: Person, rules: Rules) -> bool:
    """Whether somebody has not said what these rules need."""
    return (
        (rules.slot and not _starts(person, rules))
        or (rules.language and not person.languages)
        or (rules.grades_apart is not None and person.grade is None)
    )


def is_kept_apart(round_: Round, members: Sequence[int]) -> bool:
    """The one bit: whether any rule about what these people said keeps them from being a group."""
    rules, some = round_.rules, [round_.people[number] for number in members]
    if not some:
        return False
    grades = [person.grade for person in some if person.grade is not None]
    far = rules.grades_apart is not None and max(grades, default=0) - min(grades, default=0)
    return (
        any(lacks(person, rules) for person in some)
        or any(_are_apart(a, b, round_.people) for a, b in combinations(some, 2))
        or (rules.grades_apart is not None and far > rules.grades_apart)
        or (rules.slot and not frozenset.intersection(*(_starts(one, rules) for one in some)))
        or (rules.language and not set.intersection(*(set(one.languages) for one in some)))
    )


def _in_common(round_: Round, members: Sequence[int]) -> InviteeRow:
    """What is shown of four or more who can be a group: a time, and their languages.

    Of several times it is the one that suits most people of the round.
    """
    if len(members) < 4 or is_kept_apart(round_, members):
        return ()
    some = [round_.people[number] for number in members]
    times: InviteeRow = ()
    if round_.rules.slot:
        times = tuple(
            sorted(_starts(one, round_.rules))
            for one in round_.people
            if not lacks(one, round_.rules)
        )
    return (sorted(set.intersection(*(set(one.languages) for one in some))), repr(times))


# Everything that is shown


def everything_shown(round_: Round) -> Iterator[Shown]:
    """Each thing that a page of this round would show, or answer to a try."""
    desk = Desk(round_)
    yield from desk.board_shown()
    for number in range(len(round_.people)):
        yield from desk.person_shown(number)
        yield from desk.picked_shown(number)
    for pair in combinations(range(len(round_.people)), 2):
        told = {why_of(desk.board, *pair), why_of(desk.board, *reversed(pair))}
        yield desk.shown(f"why {pair}", sorted(told), desk.bit(pair))
    out = sum(desk.missing)
    yield desk.shown("rules", repr(effects.effects(round_.listed, round_.rules, out)), out)
    yield desk.shown("list", repr(summary_of(round_.listed, is_own_file=False)))


class Desk:
    """One round as its coordinator sees it, and beside each thing what may be known of it."""

    def __init__(self, round_: Round) -> None:
        self.round, self.board = round_, board_of(round_)
        self.bits: dict[tuple[int, ...], bool] = {}
        self.here = [self.bit(members) for members in round_.groups]
        self.missing = [lacks(person, round_.rules) for person in round_.people]

    def shown(self, what: str, text: object, *known: object) -> Shown:
        return Shown(what, (repr(self.round.rules), self.round.groups, *known), text)

    def bit(self, members: Sequence[int]) -> bool:
        key = tuple(members)
        if key not in self.bits:
            self.bits[key] = is_kept_apart(self.round, key)
        return self.bits[key]

    def change(self, kind: str, **what: int) -> tuple[Proposal | None, InviteeRow]:
        """What a try leads to, if it is possible at all, and the bits of the groups it touches."""
        try:
            then = after(self.board.proposal, kind, what, len(self.round.people))
        except Impossible:
            return None, ()
        pairs = zip(self.round.groups, then.groups, strict=True)
        return then, tuple((self.bit(was), self.bit(now)) for was, now in pairs if was != now)

    def board_shown(self) -> Iterator[Shown]:
        for card in self.board.cards():
            members = self.round.groups[card.at]
            common = _in_common(self.round, members)
            yield self.shown(f"broken in {card.at}", card.broken, self.bit(members))
            rest = repr(replace(card, broken=()))
            yield self.shown(f"card {card.at}", rest, self.bit(members), common)
        for seat in self.board.waiting():
            yield self.shown(f"waits {seat.number}", repr(seat), self.missing[seat.number])
        yield self.shown("helps", self.board.helps)
        yield self.shown("broken", self.board.broken, self.here)

    def person_shown(self, number: int) -> Iterator[Shown]:
        every = [self.change("moved", person=number, to=at)[1] for at in range(len(self.here))]
        told = why_of(self.board, number, None)
        yield self.shown(f"why {number}", told, self.here, self.missing[number], every)

    def picked_shown(self, number: int) -> Iterator[Shown]:
        """The board with somebody picked up, and what comes of each place that is tried."""
        yield self.shown(f"can be picked {number}", repr(self.board.picked(number)))
        yield self.shown(f"to wait {number}", repr(self.board.to_wait(number)), self.here)
        cards = self.board.cards(picked=number)
        every = []
        for card in cards:
            said = card.move and card.move.words
            yield self.shown(f"said before: {number} to {card.at}", said)
            then, known = self.change("moved", person=number, to=card.at)
            every.append(known)
            if then is not None:
                yield self.shown(f"{number} to {card.at}", self.board.is_kept_from(then), known)
            for seat in card.seats:
                said = seat.swap and seat.swap.words
                yield self.shown(f"said before: {number} for {seat.number}", said)
                one, other = sorted((number, seat.number))
                then, known = self.change("swapped", one=one, other=other)
                every.append(known)
                if then is not None:
                    kept = self.board.is_kept_from(then)
                    yield self.shown(f"{number} for {seat.number}", kept, known)
        yield self.shown(f"places for {number}", repr(places_for(cards)), every)


def board_of(round_: Round) -> Board:
    problem, named = problems_in(round_.listed, written(round_.rules, Weights()))
    proposal = Proposal(
        groups=round_.groups,
        names=tuple(f"Group {at + 1}" for at in range(len(round_.groups))),
        people=len(round_.people),
    )
    waits = {str(number): ["", "They wait."] for number in round_.waits}
    return Board(
        problem=problem,
        named=named,
        listed=round_.listed,
        proposal=proposal,
        explanations={"waits": waits},
    )


# The search for leaks


def leaks_between(
    worlds: Sequence[tuple[Person, ...]],
    rules: Rules,
    groups: Groups,
    look: Look = everything_shown,
) -> Iterator[str]:
    """What is shown differently in two of these worlds, of which the same may be known."""
    waits = frozenset(range(len(worlds[0]))) - {number for group in groups for number in group}
    seen: dict[tuple[str, str], str] = {}
    for at, world in enumerate(worlds):
        for one in look(Round(world, rules, groups, waits)):
            text = str(one.text)
            if seen.setdefault((one.what, repr(one.known)), text) != text:
                yield f"world {at}, {rules}: {one.what}"


def leaks_in(
    seed: int, look: Look = everything_shown, *, count: int = 8, rules: int = 6
) -> Iterator[str]:
    """What leaks in a random round, whatever one of its people answers, under so many rules."""
    chance = random.Random(seed)  # noqa: S311  a seed, no secret
    people = random_people(chance, count)
    at, other = chance.sample(range(count), 2)
    worlds = [people, *twins(people, chance, at=at, other=other)]
    for chosen in rules_tried(chance)[:rules]:
        yield from leaks_between(worlds, chosen, random_groups(chance, count), look)


class CallCount:
    """How many calls of the forming's own functions something takes: work, never time."""

    def __init__(self) -> None:
        self.calls = 0

    def __enter__(self) -> Self:
        sys.setprofile(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _count(self, frame: Any, event: str, _argument: object) -> None:
        if event == "call" and "/formation/" in frame.f_code.co_filename:
            self.calls += 1


def work_shown(round_: Round) -> Iterator[Shown]:
    """The work of each page, where nothing about any two or any group may be known to differ."""
    people = range(len(round_.people))
    pairs = [is_kept_apart(round_, pair) for pair in combinations(people, 2)]
    groups = [is_kept_apart(round_, group) for group in round_.groups]
    common = [_in_common(round_, group) for group in round_.groups]
    said = [(one.grade, one.languages, one.free) for one in round_.people]
    known = (repr(round_.rules), pairs, groups, common, said)
    board = board_of(round_)
    looks: dict[str, Callable[[], object]] = {
        "cards": board.cards,
        "picked": lambda: board.cards(picked=0),
        "why": lambda: why_of(board, 0, None),
        "pair": lambda: why_of(board, 0, 1),
    }
    for name, look in looks.items():
        with CallCount() as count:
            look()
        yield Shown(f"work of {name}", known, count.calls)
