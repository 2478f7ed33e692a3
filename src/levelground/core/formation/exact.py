"""Small neighbourhoods solved with OR-Tools CP-SAT over every group that keeps the rules.

Set partitioning over enumerated groups: a group's worth may be any function of its members, so the
proof covers the fairness penalty as well, and its relaxation is far tighter than one of a model
with a variable for each person and group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from levelground.core.formation.compiled import Array

SCALE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """chosen: (k,) the groups taken; placed: how many people; is_proven: nothing better exists."""

    chosen: Array
    placed: int
    is_proven: bool


def pack(
    members: Array, sizes: Array, worths: Array, people: Array, *, effort: float, at_least: int = 0
) -> Packing:
    """Groups without a common member that place the most people and, among those, are worth most.

    members: (k, most) int32, sizes: (k,), worths: (k,) float64, people: (m,) int32. effort: seconds
    of CP-SAT's deterministic time, which do not depend on the machine. at_least: people that are
    known to be placeable.
    """
    model, taken = _model(members, people)
    placed = cp_model.LinearExpr.weighted_sum(taken, sizes.tolist())
    proven = True
    if at_least < len(people):
        model.maximize(placed)
        solver, status = _solve(model, effort)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Packing(chosen=np.zeros(0, dtype=np.int64), placed=0, is_proven=False)
        proven = status == cp_model.OPTIMAL
        at_least = max(at_least, round(solver.objective_value))
        for variable in taken:
            model.add_hint(variable, solver.value(variable))
    model.add(placed >= at_least)
    scaled = np.round(worths * SCALE).astype(np.int64).tolist()
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, scaled))
    solver, status = _solve(model, effort)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Packing(chosen=np.zeros(0, dtype=np.int64), placed=0, is_proven=False)
    chosen = np.array(
        [k for k, variable in enumerate(taken) if solver.value(variable)], dtype=np.int64
    )
    return Packing(
        chosen=chosen,
        placed=int(sizes[chosen].sum()),
        is_proven=proven and status == cp_model.OPTIMAL,
    )


def most_placed(members: Array, sizes: Array, people: Array, *, effort: float) -> int:
    """The most people that can be placed, as far as `effort` reaches; see `pack`."""
    model, taken = _model(members, people)
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, sizes.tolist()))
    solver, status = _solve(model, effort)
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return round(solver.objective_value) if found else 0


def _model(members: Array, people: Array) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """A variable for each group, and nobody in two of them."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(len(members))]
    holds: dict[int, list[cp_model.IntVar]] = {int(person): [] for person in people}
    for row, variable in zip(members.tolist(), taken, strict=True):
        for person in row:
            if person >= 0:
                holds[person].append(variable)
    for variables in holds.values():
        model.add_at_most_one(variables)
    return model, taken


def _solve(model: cp_model.CpModel, effort: float) -> tuple[cp_model.CpSolver, int]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # one worker is what makes the answer repeatable
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    return solver, solver.solve(model)
