"""The forming pages keep the promise of the member's page: nobody learns why, or who is what.

Here in its quick form; `bin/test --deep` does the same with many more worlds.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from levelground.accounts.models import Person
from levelground.core.formation import Person as Candidate
from levelground.core.formation import Rule, Rules, Weights
from levelground.core.formation.explaining.table import Table, distance
from levelground.core.formation.people import Answer
from levelground.core.formation.reading.rules_writer import written
from levelground.formation.domain import search_worker
from levelground.formation.domain.discretion import WHO, WORK, advice, bundled
from levelground.formation.domain.roster import Listed, to_plain
from levelground.formation.pages import effects
from levelground.formation.pages.board import Board
from levelground.formation.pages.why import why_of
from levelground.formation.queries import rounds
from tests.formation.differencing import (
    Look,
    Round,
    Shown,
    board_of,
    everything_shown,
    is_kept_apart,
    leaks_between,
    leaks_in,
    random_people,
    twins,
    work_shown,
)
from tests.formation.making import Desk, candidates, make_proposal


def quick(seed: int, look: Look = everything_shown) -> list[str]:
    return list(leaks_in(seed, look, count=6, rules=2))


@pytest.mark.parametrize("seed", range(3))
def test_nothing_shown_tells_one_answer(seed: int):
    assert quick(seed) == []


def test_no_page_takes_more_work_for_one_answer():
    assert quick(1, work_shown) == []


def test_there_is_something_to_be_seen_at_all():
    chance = random.Random(7)  # noqa: S311  a seed, no secret
    round_ = Round(random_people(chance, 6), Rules(weeks=1), ((0, 1, 2, 3),), frozenset({4, 5}))
    texts = [str(one.text) for one in everything_shown(round_)]

    assert len(texts) > 60
    assert any("A rule keeps" in text for text in texts)
    assert any("No rule keeps" in text for text in texts)


# What is planted is found


GROUPS = ((0, 1, 2, 3), (4, 5))  # and 6 waits
RULES = (Rules(weeks=1, grades_apart=3), Rules(weeks=1, not_together=False))


def finds(look: Look = everything_shown) -> bool:
    """Whether anything is found where the first four are a group, and 4 and 5 are far apart in grade."""
    chance = random.Random(5)  # noqa: S311  a seed, no secret
    people = tuple(
        replace(
            one,
            grade=6 if at == 5 else 1,
            free=candidates()[0].free,
            languages=("English",),
            trained=True,
            reports_to="",
            not_together=(),
            not_alone_in=(),
        )
        for at, one in enumerate(random_people(chance, 7))
    )
    return any(
        True
        for at, other in ((2, 0), (6, 0), (5, 4))
        for rules in RULES
        for _leak in leaks_between(
            [people, *twins(people, chance, at=at, other=other)], rules, GROUPS, look
        )
    )


def test_without_anything_planted_nothing_is_found_there():
    assert not finds()


def planted(what: Callable[[Board, Sequence[int]], object], *, least: int = 2) -> Look:
    """Everything that is shown, and this of each group besides."""

    def look(round_: Round) -> Iterator[Shown]:
        board = board_of(round_)
        for members in round_.groups:
            if len(members) >= least:
                known = (repr(round_.rules), members, is_kept_apart(round_, members))
                yield Shown("planted", known, what(board, members))

    return look


def _distances(board: Board, members: Sequence[int]) -> object:
    some = [board.index[number] for number in members if number in board.index]
    return [round(100 * distance(board.problem, *pair)) for pair in combinations(some, 2)]


def _rare(board: Board, members: Sequence[int]) -> object:
    return len({board.listed.people[n].answers.get("gender") for n in members} - {None})


FIGURES: dict[str, Look] = {
    "how different two are": planted(_distances),
    "how mixed a group is": planted(lambda board, members: round(board.table(members).mix, 2)),
    "what a group covers": planted(lambda board, members: board.table(members).covers, least=4),
    "a value that few have": planted(_rare, least=4),
    "a span of ages": planted(
        lambda board, members: [c for c in board.table(members).covers if c[0] == "age"], least=3
    ),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_control_a_figure_of_what_people_are_is_noticed(figure: str):
    assert finds(FIGURES[figure])


def test_control_rules_said_by_name_are_noticed(monkeypatch: pytest.MonkeyPatch):
    def by_name(board: Board, members: Sequence[int]) -> tuple[str, ...]:
        return tuple(str(rule) for rule in board.table(members).broken())

    monkeypatch.setattr(Board, "broken_in", by_name)
    assert finds()


def test_control_the_old_sentences_about_a_pair_are_noticed(monkeypatch: pytest.MonkeyPatch):
    def old(board: Board, one: int, other: int | None) -> tuple[str, ...]:
        if other is None:
            return why_of(board, one, other)
        found = board.table((one, other)).broken()
        in_confidence = {
            Rule.EQUAL_STANDING: "Their standing is not equal.",
            Rule.NOT_TOGETHER: "Two are not to be put together.",
        }
        return tuple(said for rule, said in in_confidence.items() if rule in found)

    monkeypatch.setattr(rounds, "without_reasons", tuple)
    monkeypatch.setattr("tests.formation.differencing.why_of", old)
    assert finds()


def test_control_a_switch_for_one_confidence_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rounds, "kept", lambda rules: rules)
    monkeypatch.setattr(rounds, "without_reasons", tuple)
    assert finds()


def test_control_a_wish_not_to_be_alone_is_noticed(monkeypatch: pytest.MonkeyPatch):
    plain = Board.breaks_unnamed

    def with_kinds(board: Board, members: Sequence[int]) -> bool:
        return plain(board, members) or Rule.MINORITY in board.table(members).broken()

    monkeypatch.setattr(Board, "breaks_unnamed", with_kinds)
    monkeypatch.setattr(rounds, "unnamed_in", lambda rules: rules)
    assert finds()


def test_control_a_count_of_wishes_is_noticed(monkeypatch: pytest.MonkeyPatch):
    plain = effects.effects

    def counting(listed: Listed, rules: Rules, missing: int) -> object:
        wishes = sum(bool(person.not_alone_in) for person in listed.people)
        return plain(listed, rules, missing), wishes

    monkeypatch.setattr(effects, "effects", counting)
    assert finds()


def test_control_what_somebody_has_not_said_is_noticed(monkeypatch: pytest.MonkeyPatch):
    def which(board: Board, number: int) -> str:
        return "no times" if not board.listed.people[number].free else "something else"

    monkeypatch.setattr(Board, "why_waiting", which)
    assert finds()


def test_control_places_in_order_of_mix_are_noticed(monkeypatch: pytest.MonkeyPatch):
    plain = Board.cards

    def by_mix(board: Board, **more: Any) -> Any:
        cards = plain(board, **more)
        return sorted(cards, key=lambda card: board.table(board.proposal.groups[card.at]).mix)

    monkeypatch.setattr(Board, "cards", by_mix)

    def look(round_: Round) -> Iterator[Shown]:
        bits = [is_kept_apart(round_, group) for group in round_.groups]
        order = [card.at for card in board_of(round_).cards()]
        yield Shown("order", (repr(round_.rules), round_.groups, bits), order)

    assert finds(look)


def test_control_more_work_for_some_answer_is_noticed(monkeypatch: pytest.MonkeyPatch):
    plain = Board.table

    def longer(board: Board, members: Sequence[int]) -> Table:
        table = plain(board, members)
        if any(person.answers.get("gender") == ("man",) for person in table.people):
            _more = table.mix
        return table

    monkeypatch.setattr(Board, "table", longer)
    assert finds(work_shown)


def test_control_more_work_for_some_rule_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """As it is where a group is looked at rule by rule, each with its sentence."""

    def by_rule(board: Board, members: Sequence[int]) -> bool:
        lost = any(number not in board.index for number in members)
        return bool(board.table(members).broken().keys() & set(Rule) - {Rule.SIZE}) or lost

    monkeypatch.setattr(Board, "breaks_unnamed", by_rule)
    assert finds(work_shown)


# What a search is given, and what it says


def given(people: Sequence[Candidate], rules: Rules, weights: Weights | None = None) -> str:
    listed = Listed(people=tuple(people))
    known, kept, weighed = rounds.as_given(listed, written(rules, weights or Weights()))
    told = {
        "people": [to_plain(person) for person in known.people],
        "rules": written(kept, weighed),
        "kept": [],
        "gone": [],
        "seconds": 0,
        "seed": 1,
    }
    return json.dumps(told)


def kinds(people: Sequence[Candidate], one: int, other: int) -> Iterator[tuple[Candidate, ...]]:
    """The same two kept apart, for every reason and from either side."""
    for me, them in ((one, other), (other, one)):
        name = people[them].id
        before, after = people[:me], people[me + 1 :]
        yield (*before, replace(people[me], not_together=(name,)), *after)
        yield (*before, replace(people[me], answers_for=(name,)), *after)
        yield (*before, replace(people[me], reports_to=name), *after)


def test_a_search_knows_no_reason_so_none_can_be_seen_in_what_it_finds():
    chance = random.Random(3)  # noqa: S311  a seed, no secret
    people = [replace(one, reports_to="", not_together=()) for one in random_people(chance, 12)]

    assert len({given(world, Rules(weeks=1)) for world in kinds(people, 2, 9)}) == 1


def test_control_reasons_that_reach_a_search_are_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rounds, "without_reasons", tuple)
    people = candidates()

    assert len({given(world, Rules()) for world in kinds(people, 2, 9)}) > 1


def weighs_one_alone(weights: Weights, answers: Sequence[str]) -> bool:
    """Whether some answer weighs other than those beside it, or all others count for nothing."""
    who = {weights.of(name) for name in answers if name not in WORK}
    work = {weights.of(name) for name in WORK}
    return len(who) > 1 or len(work) > 1 or min(who | work) < 1 or max(who | work) > 2


def random_weights(chance: random.Random) -> Weights:
    names = (*WHO, *WORK, "organisation", "shoe size")
    some = chance.sample(names, chance.randint(0, len(names)))
    return Weights(mix={name: chance.choice((0.0, 0.001, 1.0, 2.0, 50.0)) for name in some})


def test_no_weights_single_out_an_answer():
    chance = random.Random(11)  # noqa: S311  a seed, no secret
    for _ in range(200):
        weights = random_weights(chance)
        assert not weighs_one_alone(bundled(weights, ["shoe size"]), [*WHO, "shoe size"]), weights


def test_control_single_weights_are_noticed():
    chance = random.Random(11)  # noqa: S311  a seed, no secret

    assert any(weighs_one_alone(random_weights(chance), WHO) for _ in range(20))


TELLING = re.compile(
    r"equal standing|not together|size of a minority|grade|gender|language they|more times"
)


def advice_of(seed: int) -> list[Any]:
    """All that a real search of a random round would advise."""
    chance = random.Random(seed)  # noqa: S311  a seed, no secret
    task = search_worker.task_from(given(random_people(chance, 9), Rules(weeks=1, grades_apart=3)))
    *_, last = search_worker.steps(task, is_over=lambda: False)
    helps: list[Any] = last["explanations"]["helps"]
    return helps


def test_advice_names_no_rule_about_what_people_told_us():
    every = [help_ for seed in range(4) for help_ in advice_of(seed)]

    assert every
    assert not [text for text in advice(every) if TELLING.search(text)]
    assert [text for text in every if TELLING.search(str(text))], "or nothing was left out"


# The pages themselves


def as_read(response: Any) -> tuple[int, str]:
    """Status and page, without what is new on every page."""
    text = response.content.decode()
    text = re.sub(r'nonce="[^"]*"|value="\w{64}"|"x-csrftoken": "\w+"', "", text)
    return response.status_code, re.sub(r"/forming/\d+/", "/forming/", text)


def pages_of(fay: Person, people: Sequence[Candidate], numbers: Sequence[int]) -> Iterator[Any]:
    desk = Desk(make_proposal(fay, people=people))
    yield from (
        as_read(desk.get(page)) for page in ("people/", "rules/", "proposal/", "publication/")
    )
    for number in numbers:
        yield as_read(desk.get(f"proposal/?picked={number}"))
        yield as_read(desk.get(f"why/?person={number}"))
    yield as_read(desk.get("why/?person={}&other={}".format(*numbers)))
    yield as_read(desk.change("swapped", one=numbers[0], other=6))
    yield as_read(desk.change("moved", one=numbers[1], other=0))
    yield as_read(desk.change("swapped", one=2, other=7))


def test_the_pages_are_the_same_for_every_reason_and_every_answer(fay: Person):
    """Two of two groups who must not meet; and people who say other things of themselves."""
    people = candidates()
    worlds = list(kinds(people, 1, 8))[1:4]
    said: dict[str, Answer] = {"role": ("nurse",), "age": 64.0, "gender": ("non-binary",)}
    worlds.append(
        tuple(
            replace(one, answers=said, not_alone_in=("gender",)) if at == 4 else one
            for at, one in enumerate(worlds[0])
        )
    )
    seen = [list(pages_of(fay, world, (1, 8))) for world in worlds]

    assert all(pages == seen[0] for pages in seen)
    assert [status for status, _text in seen[0]][-3:] == [409, 409, 302]


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 160))
def test_nothing_shown_tells_one_answer_in_many_worlds(seed: int):
    assert list(leaks_in(seed, count=8 + seed % 3)) == []
    assert list(leaks_in(seed, work_shown, count=8 + seed % 3)) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(20))
def test_the_pages_are_the_same_in_many_worlds(fay: Person, seed: int):
    chance = random.Random(seed)  # noqa: S311  a seed, no secret
    people = random_people(chance, 10)
    worlds = list(twins(people, chance, at=4, other=5))[:6]  # answers, of which nothing is shown
    seen = [list(pages_of(fay, world, (1, 8))) for world in (people, *worlds)]

    assert all(pages == seen[0] for pages in seen)
