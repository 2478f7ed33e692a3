"""Rosters of 24 to 100,000 people with all rules on, and how the cost grows.

For each size, the median over seeds: whether all rules hold, how many wait, and the most in any roster
who wait though they could be in some group and no proof says that they must; the mix as a share of the
upper bound, the worst group as a share of the mean, seconds to the first valid answer and in all, peak
memory. Seconds are those of one core, by the process's own clock, so that a busy machine does not
count; those of the wall clock stand beside them. What a search does is counted in proposals and never
looks at a clock.
`python bench/formation/rosters.py [--sizes 24,120,...] [--seeds 3]`
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np
from roster import RULES, WEIGHTS, roster
from waiting import perhaps_needless

from levelground.core.formation import Person, Rules, Weights
from levelground.core.formation.explaining.table import Table
from levelground.core.formation.search.bound import upper_bound
from levelground.core.formation.search.forming import Forming, warm_up

SECONDS = {24: 10, 120: 2, 500: 5, 2_000: 10, 10_000: 20, 100_000: 60}
GOALS = {120: 1.5, 500: 0.8, 2_000: 0.3, 10_000: 0.2, 100_000: 0.2}
PROPOSALS, PEOPLE_A_ROUND = 40, 25
PROTOTYPE = {120: 1.3, 500: 0.7, 2_000: 0.2, 10_000: 0.07, 100_000: 0.09}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SECONDS)))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        size, seed = map(int, chosen.one.split(":"))
        people = roster(size, seed)
        measured = measure(people, RULES, WEIGHTS, seconds=SECONDS.get(size, 10), seed=seed)
        print(json.dumps(measured | {"each": _each(people, seed)}))
        return 0
    print(
        f"{'people':>8} {'groups':>7} {'waiting':>8} {'needless?':>9} {'broken':>7} {'gap':>8} {'goal':>6} {'prototype':>9} {'worst':>6} {'first s':>8} {'core s':>7} {'goal s':>6} {'wall s':>7} {'MiB':>6}"
    )
    costs = []
    for size in map(int, chosen.sizes.split(",")):
        runs = [apart(size, seed) for seed in range(1, chosen.seeds + 1)]
        mid = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        print(
            f"{size:8} {mid['groups']:7.0f} {mid['waiting']:8.0f} {max(r['needless'] for r in runs):9.0f} {max(r['broken'] for r in runs):7.0f} {mid['gap']:7.3f}% {GOALS.get(size, math.nan):6.1f} "
            f"{PROTOTYPE.get(size, math.nan):9.2f} {mid['worst']:6.1%} {mid['first']:8.2f} {mid['core']:7.2f} {SECONDS.get(size, math.nan):6.0f} {mid['total']:7.1f} {mid['mib']:6.0f}",
            flush=True,
        )
        costs.append((size, mid["each"]))
    growth([(size, each) for size, each in costs if size >= 1_000])
    return 0


def apart(size: int, seed: int) -> dict[str, float]:
    """One measurement in a process of its own, so that memory is its own."""
    command = [sys.executable, __file__, "--one", f"{size}:{seed}"]
    return dict(
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    )


def measure(
    people: Sequence[Person], rules: Rules, weights: Weights, *, seconds: float, seed: int
) -> dict[str, float]:
    """One search in this process: what it found, and what it cost."""
    warm_up()
    started, core = time.perf_counter(), time.process_time()
    forming = Forming(people, rules, weights, seconds=seconds, seed=seed)
    first = math.nan
    for _ in forming:
        if math.isnan(first):
            first = time.process_time() - core
    total, core = time.perf_counter() - started, time.process_time() - core
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    problem, state = forming.problem, forming.state
    rows = [tuple(int(i) for i in row if i >= 0) for row in state.members]
    rows = [row for row in rows if row]
    tables = [Table(problem=problem, members=row) for row in rows]
    mixes = np.array([table.mix for table in tables])
    placed = np.flatnonzero(state.group_of >= 0)
    bound = upper_bound(problem.answers, placed, [len(row) for row in rows])
    return {
        "groups": len(rows),
        "waiting": len(people) - len(placed),
        "needless": 0 if forming.is_proven else perhaps_needless(problem, state),
        "broken": sum(len(table.broken()) for table in tables),
        "mix": float(mixes.sum()),
        "bound": bound,
        "gap": 100 * (1 - float(mixes.sum()) / bound),
        "worst": float(mixes.min() / mixes.mean()),
        "first": first,
        "total": total,
        "core": core,
        "mib": peak,
    }


def _each(people: Sequence[Person], seed: int) -> float:
    """Core seconds for the same work for each person, from the list to groups."""
    core = time.process_time()
    forming = Forming(people, RULES, WEIGHTS, seconds=0, seed=seed)
    run = forming._run  # noqa: SLF001 - the parts of a run are what is timed
    run._begin()  # noqa: SLF001
    for _ in run._anneal(PROPOSALS * len(people), 0.1):  # noqa: SLF001
        pass
    for _ in run._rotate(len(people) // PEOPLE_A_ROUND, 0.1):  # noqa: SLF001
        pass
    return time.process_time() - core


def growth(costs: list[tuple[int, float]]) -> None:
    """The exponent e of cost ~ people^e, by least squares on logarithms."""
    if len(costs) < 2:
        return
    x, y = np.log([size for size, _ in costs]), np.log([cost for _, cost in costs])
    print(
        f"\nCost of the same work for each person ({PROPOSALS} proposals, a round for {PEOPLE_A_ROUND} people) grows as people^{np.polyfit(x, y, 1)[0]:.2f}: {', '.join(f'{s:,}: {c:.2f} s' for s, c in costs)}"
    )


if __name__ == "__main__":
    sys.exit(main())
