"""Our search against OR-Tools CP-SAT on the same roster, rules and objective, side by side.

The plain model: a variable for every person and group, one for every pair in one group, every rule
as a constraint; two workers, 120 seconds. Where those would be millions (from about 300 people), a
pair has one variable for every size of group instead, and says only that both have the same group's
number. Sizes of all groups are those that ours has, and the fairness penalty is off on both sides, so
that both maximise the same sum of mixes.
`python bench/formation/cpsat.py [--sizes 24,120,500,1000] [--seconds 120]`; 1,000 people need 16 GB of memory.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from itertools import combinations

from ortools.sat.python import cp_model
from roster import RULES, WEIGHTS, roster
from rosters import SECONDS

from levelground.core.formation.explaining.table import Table, distance
from levelground.core.formation.problem import Problem
from levelground.core.formation.search.forming import Forming, warm_up

SCALE = 100_000
OF_PAIRS = {"equal standing", "not together", "a common slot", "a common language"}
MOST_PAIRS = 3_000_000
"""Pairs times groups: above, a pair has no variable for every group."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="24,48,120,500,1000")
    parser.add_argument("--seconds", type=float, default=120.0)
    chosen = parser.parse_args()
    warm_up()
    print(
        f"{'people':>7} {'ours placed':>12} {'mix':>9} {'s':>7} {'proven':>7} | {'CP-SAT placed':>14} {'mix':>9} {'s':>7} {'status':>10}"
    )
    for size in map(int, chosen.sizes.split(",")):
        people = roster(size, 1)
        started = time.perf_counter()
        forming = Forming(
            people, RULES, replace(WEIGHTS, fairness=0.0), seconds=SECONDS.get(size, 5), seed=1
        )
        for _ in forming:
            pass
        ours = time.perf_counter() - started
        rows = [tuple(int(i) for i in row if i >= 0) for row in forming.state.members]
        rows = [row for row in rows if row]
        mix = sum(Table(problem=forming.problem, members=row).mix for row in rows)
        started = time.perf_counter()
        placed, theirs, status = plain(forming.problem, [len(row) for row in rows], chosen.seconds)
        print(
            f"{size:7} {sum(map(len, rows)):12} {mix:9.4f} {ours:7.1f} {forming.is_proven!s:>7} | "
            f"{placed:14} {theirs:9.4f} {time.perf_counter() - started:7.1f} {status:>10}",
            flush=True,
        )
    return 0


def plain(problem: Problem, sizes: list[int], seconds: float) -> tuple[int, float, str]:
    """People placed, sum of mixes, and how CP-SAT ended."""
    model = cp_model.CpModel()
    n, groups = len(problem.people), range(len(sizes))
    seat = [[model.new_bool_var("") for _ in groups] for _ in range(n)]
    for i in range(n):
        model.add_at_most_one(seat[i])
    _rules(model, problem, sizes, seat)
    together = _in_each_group if n * n * len(sizes) / 2 <= MOST_PAIRS else _of_one_number
    gains = together(model, problem, sizes, seat)
    gains += [sum(row) * 1000 * SCALE for row in seat]
    model.maximize(sum(gains))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return 0, 0.0, solver.status_name(status)
    chosen = [tuple(i for i in range(n) if solver.value(seat[i][g])) for g in groups]
    mixes = [Table(problem=problem, members=row).mix for row in chosen if row]
    return sum(map(len, chosen)), sum(mixes), solver.status_name(status)


def _in_each_group(
    model: cp_model.CpModel, problem: Problem, sizes: list[int], seat: list[list[cp_model.IntVar]]
) -> list[cp_model.LinearExprT]:
    """What each pair adds, by a variable for every pair in every group."""
    gains: list[cp_model.LinearExprT] = []
    for i, j in combinations(range(len(seat)), 2):
        apart = _are_apart(problem, i, j)
        far = distance(problem, i, j)
        for g, size in enumerate(sizes):
            if apart:
                model.add(seat[i][g] + seat[j][g] <= 1)
            else:
                both = model.new_bool_var("")
                model.add_implication(both, seat[i][g])
                model.add_implication(both, seat[j][g])
                gains.append(both * _share(far, size))
    return gains


def _of_one_number(
    model: cp_model.CpModel, problem: Problem, sizes: list[int], seat: list[list[cp_model.IntVar]]
) -> list[cp_model.LinearExprT]:
    """What each pair adds, by a variable for every pair and size of group."""
    n, groups, kinds = len(seat), range(len(sizes)), sorted(set(sizes))
    number, of_size = [], []
    for i in range(n):
        alone = -1 - i  # the number of one who waits
        mine = model.new_int_var(alone, len(sizes) - 1, "")
        waits = model.new_bool_var("")
        model.add(sum(seat[i]) + waits == 1)
        model.add(mine == sum(g * seat[i][g] for g in groups) + alone * waits)
        number.append(mine)
        of_size.append(
            {kind: sum(seat[i][g] for g in groups if sizes[g] == kind) for kind in kinds}
        )
    gains: list[cp_model.LinearExprT] = []
    for i, j in combinations(range(n), 2):
        if _are_apart(problem, i, j):
            model.add(number[i] != number[j])
            continue
        far = distance(problem, i, j)
        for kind in kinds:
            both = model.new_bool_var("")
            model.add(number[i] == number[j]).only_enforce_if(both)
            if len(kinds) > 1:
                model.add(of_size[i][kind] == 1).only_enforce_if(both)
            gains.append(both * _share(far, kind))
    return gains


def _are_apart(problem: Problem, i: int, j: int) -> bool:
    return any(rule.value in OF_PAIRS for rule in Table(problem=problem, members=(i, j)).broken())


def _share(far: float, size: int) -> int:
    """What a pair adds to the mean over the pairs of a group of this size."""
    return round(round(far * SCALE) / (size * (size - 1) / 2))


def _rules(
    model: cp_model.CpModel, problem: Problem, sizes: list[int], seat: list[list[cp_model.IntVar]]
) -> None:
    rules, data = problem.rules, problem.data
    first = 5 + len(data.lane_weights)
    people = range(len(problem.people))
    for g, size in enumerate(sizes):
        row = [seat[i][g] for i in people]
        used = model.new_bool_var("")
        model.add(sum(row) == size).only_enforce_if(used)
        model.add(sum(row) == 0).only_enforce_if(used.negated())
        trained = sum(seat[i][g] for i in people if problem.people[i].trained)
        model.add(trained >= rules.trained_needed(size)).only_enforce_if(used)
        meets = [model.new_bool_var("") for _ in problem.slots]
        model.add_exactly_one(meets)
        speaks = [model.new_bool_var("") for _ in problem.languages]
        model.add_exactly_one(speaks)
        for i in people:
            for at, meet in enumerate(meets):
                if not int(data.facts[i, first + at // 64]) >> at % 64 & 1:
                    model.add_implication(seat[i][g], meet.negated())
            for at, speak in enumerate(speaks):
                if not int(data.facts[i, 1]) >> at & 1:
                    model.add_implication(seat[i][g], speak.negated())
        for name in {person.organisation for person in problem.people}:
            model.add(
                sum(seat[i][g] for i in people if problem.people[i].organisation == name)
                <= rules.at_most
            )
        for i in people:
            for wish in problem.people[i].not_alone_in:
                own = set(problem.people[i].answers[wish])  # type: ignore[arg-type]
                alike = [
                    seat[j][g]
                    for j in people
                    if j != i and own & set(problem.people[j].answers.get(wish, ()))
                ]  # type: ignore[arg-type]
                model.add_bool_or(alike).only_enforce_if(seat[i][g])


if __name__ == "__main__":
    sys.exit(main())
