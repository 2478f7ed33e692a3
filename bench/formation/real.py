"""Real people's answers: the search with all rules on, and beside R's anticlust without them.

Two public tables that the package statsmodels ships: 944 people of the American National Election
Survey of 1996, and 20,190 of the RAND Health Insurance Experiment, both in the public domain. The
tables know no reporting lines, free times or languages: for all rules on, those are of `roster.py`.
Without rules but the size of groups, five, what is left is the problem of the literature. There the
peer is anticlust (Papenberg and Klau, Psychological Methods 26, 2021): its exchange to a local
maximum, begun anew until the time is up, and its three-phase search (Yang et al., EJOR 302, 2022) with
as many rounds as the time allows. Both sides are asked for as many seconds of one core.
`python bench/formation/real.py [--sizes 120,500,940,10000] [--seeds 3] [--seconds 10]`
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from roster import RULES, roster
from rosters import SECONDS, measure

from levelground.core.formation import OrganisationRule, Person, Rules, Trained, Weights
from levelground.core.formation.explaining.table import distance
from levelground.core.formation.people import Answer
from levelground.core.formation.problem import Problem, compile_problem

FIVES = Rules(
    least=5, most=5, equal_standing=False, not_together=False, together=False, slot=False,
    language=False, trained=Trained.NONE, organisation=OrganisationRule.ANY, minority=False,
)  # fmt: skip
MOST_FOR_PEER = 1_000
"""anticlust wants a distance for every pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    file: str
    between: str
    numbers: tuple[str, ...]
    words: tuple[str, ...]


SURVEY = Table(
    file="anes96/anes96.csv",
    between="\t",
    numbers=("TVnews", "selfLR", "age", "educ", "income"),
    words=("PID", "vote"),
)
HEALTH = Table(
    file="randhie/randhie.csv",
    between=",",
    numbers=("mdvis", "lncoins", "lpi", "disea"),
    words=("idp", "physlm", "hlthg", "hlthf", "hlthp"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="120,500,940,10000")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, help="instead of those of rosters.py")
    chosen = parser.parse_args()
    package = find_spec("statsmodels")
    if package is None or package.origin is None:
        print(
            "The tables are in a package: pip install --no-deps statsmodels==0.15.0",
            file=sys.stderr,
        )
        return 1
    folder = Path(package.origin).parent / "datasets"
    has_peer = has_anticlust()
    if not has_peer:
        print('No peer: Rscript with anticlust is missing (in R: install.packages("anticlust")).')
    print(f"{'people':>7} {'rules':>6} {'who':>22} {'mix':>10} {'gap':>8} {'worst':>6} {'waiting':>7} {'core s':>7}")  # fmt: skip
    missed = False
    for size in map(int, chosen.sizes.split(",")):
        table = SURVEY if size <= MOST_FOR_PEER else HEALTH
        rows = read(folder / table.file, table)
        worlds = [(seed, people_of(rows, size, seed)) for seed in range(1, chosen.seeds + 1)]
        seconds = chosen.seconds or SECONDS.get(size, 10)
        missed |= compare(size, worlds, seconds, has_peer=has_peer and size <= MOST_FOR_PEER)
    return int(missed)


def compare(
    size: int, worlds: Sequence[tuple[int, list[Person]]], seconds: float, *, has_peer: bool
) -> bool:
    """Print medians over the worlds, (seed, people) each. True if a rule is broken or somebody
    waits without need."""
    ruled = [measure(people, RULES, Weights(), seconds=seconds, seed=s) for s, people in worlds]
    worst = {key: max(run[key] for run in ruled) for key in ("broken", "needless", "waiting")}
    _line(size, "all", "Level Ground", ruled, f"at most {worst}")
    plain = Weights(fairness=0.0)
    free = [measure(people, FIVES, plain, seconds=seconds, seed=s) for s, people in worlds]
    _line(size, "size", "Level Ground", free)
    for method in ("local-maximum", "three-phase") if has_peer else ():
        theirs = []
        for (seed, people), ours in zip(worlds, free, strict=True):
            mixes, core = anticlust(
                compile_problem(people, FIVES, plain), method, seed=seed, seconds=ours["core"]
            )
            theirs.append(
                {
                    "mix": float(mixes.sum()),
                    "gap": 100 * (1 - float(mixes.sum()) / ours["bound"]),
                    "worst": float(mixes.min() / mixes.mean()),
                    "waiting": 0.0,
                    "core": core,
                }
            )
        above = sum(a["mix"] > b["mix"] for a, b in zip(free, theirs, strict=True))
        _line(size, "size", f"anticlust {method}", theirs, f"ours above in {above} of {len(free)}")
    return worst["broken"] > 0 or worst["needless"] > 0


def _line(
    size: int, rules: str, who: str, runs: Sequence[dict[str, float]], found: str = ""
) -> None:
    mid = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    print(
        f"{size:7} {rules:>6} {who:>22} {mid['mix']:10.4f} {mid['gap']:7.3f}% {mid['worst']:6.1%} {mid['waiting']:7.0f} {mid['core']:7.1f}  {found}",
        flush=True,
    )


def read(path: Path, table: Table) -> list[dict[str, Answer]]:
    """What each person of a table answered."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter=table.between)
        rows.fieldnames = [name.strip("'") for name in rows.fieldnames or ()]
        return [
            {name: float(row[name]) for name in table.numbers}
            | {name: (row[name],) for name in table.words}
            for row in rows
        ]


def people_of(rows: Sequence[dict[str, Answer]], size: int, seed: int) -> list[Person]:
    """So many people of a believable roster, with the answers of as many of the table.

    Nobody asks not to be alone in a kind: those wishes name answers that the tables lack.
    """
    answers = random.Random(seed).sample(rows, size)
    return [
        replace(person, answers=found, not_alone_in=())
        for person, found in zip(roster(size, seed), answers, strict=True)
    ]


def has_anticlust() -> bool:
    asked = ["Rscript", "-e", "library(anticlust)"]
    return (
        bool(shutil.which("Rscript"))
        and not subprocess.run(asked, check=False, capture_output=True).returncode
    )


IN_R = """
given <- commandArgs(trailingOnly = TRUE)
n <- as.integer(given[2]); seconds <- as.numeric(given[3]); set.seed(as.integer(given[4]))
distances <- as.dist(matrix(readBin(given[1], "double", n * n), n))
library(anticlust)
spent <- function() sum(proc.time()[1:2])
began <- spent()
if (given[5] == "three-phase") {
  rounds <- 8
  repeat {  # until one search takes about as long as it should
    began <- spent()
    best <- three_phase_search_anticlustering(distances, K = n / 5, N = n, number_iterations = rounds)
    if (spent() - began > 0.8 * seconds) break
    rounds <- ceiling(rounds * min(8, 1.1 * seconds / (spent() - began)))
  }
} else {
  most <- -Inf
  while (spent() - began < seconds) {
    groups <- anticlustering(distances, K = n / 5, objective = "diversity", method = "local-maximum")
    value <- diversity_objective(distances, groups)
    if (value > most) { most <- value; best <- groups }
  }
}
cat(spent() - began, best, sep = "\\n")
"""


def anticlust(
    problem: Problem, method: str, *, seed: int, seconds: float
) -> tuple[np.ndarray, float]:
    """The mix of each group that anticlust finds, and its core seconds."""
    n = len(problem.people)
    apart = np.array([[distance(problem, a, b) for b in range(n)] for a in range(n)])
    with tempfile.NamedTemporaryFile() as file:
        apart.tofile(file.name)
        asked = ["Rscript", "-e", IN_R, file.name, str(n), str(seconds), str(seed), method]
        found = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    groups = np.array(found[1:], dtype=np.int64)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    assert {len(five) for five in members} == {5}
    mixes = [apart[np.ix_(five, five)].sum() / (5 * 4) for five in members]
    return np.array(mixes), float(found[0])


if __name__ == "__main__":
    sys.exit(main())
