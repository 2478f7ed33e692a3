"""The matrix form against published results on MDGPLIB instances.

For each instance the published best and average, ours, and the relative differences; then their
means by class, kind and size.
`python bench/formation/mdgp.py [folder] [--seeds 3] [--only n120] [--share 0.5]`
A search is asked for n/4 seconds (or that share of them) at the stated rate of proposals. What is
printed are the seconds of one core that it took, by this process's own clock, so that a busy machine
does not count; beside them the most that are allowed, n/4.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from levelground.core.formation.search import matrix

FOLDER = Path("../shared/data/mdgp")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only", default="", help="instances with this in their name")
    parser.add_argument("--share", type=float, default=1.0, help="of the n/4 seconds")
    chosen = parser.parse_args()
    table = chosen.folder / "published.tsv"
    if not table.exists():
        print(f"{table} is missing; give the folder of the MDGPLIB instances.", file=sys.stderr)
        return 1
    with table.open(encoding="utf-8") as lines:
        published = [
            row for row in csv.DictReader(lines, delimiter="\t") if chosen.only in row["instance"]
        ]
    print(
        f"{'instance':20} {'published best':>15} {'average':>15} {'ours (median)':>15} {'to best':>9} {'to average':>10} {'core s':>7} {'of':>4}"
    )
    found: dict[str, list[tuple[float, float]]] = {}
    for row in published:
        instance = read(chosen.folder / f"{row['instance']}.txt.gz")
        ours, seconds = solve(instance, chosen.seeds, chosen.share)
        best, average = float(row["published_best"]), float(row["published_average"])
        differences = (100 * (ours - best) / best, 100 * (ours - average) / average)
        print(
            f"{row['instance']:20} {best:15.3f} {average:15.3f} {ours:15.3f} {differences[0]:+8.3f}% {differences[1]:+9.3f}% {seconds:7.1f} {len(instance.distances) / 4:4.0f}",
            flush=True,
        )
        kind = row["instance"].split("_")
        for name in (f"{kind[0]} n = {row['n']}", f"{kind[0]} n = {row['n']} {kind[2]}"):
            found.setdefault(name, []).append(differences)
    print("\nmean relative difference")
    for name, differences_of in sorted(found.items()):
        to_best = statistics.mean(pair[0] for pair in differences_of)
        to_average = statistics.mean(pair[1] for pair in differences_of)
        above = sum(pair[1] > 0 for pair in differences_of)
        print(
            f"{name:22} to best {to_best:+.4f}%  to average {to_average:+.4f}%  above average {above} of {len(differences_of)}"
        )
    return 0


def read(path: Path) -> matrix.Instance:
    """An instance as the library writes it: `n groups type low high ...`, then `i j distance`."""
    with gzip.open(path, "rt") as lines:
        head = lines.readline().split()
        n, groups = int(head[0]), int(head[1])
        limits = np.array(head[3 : 3 + 2 * groups], dtype=np.int64)
        pairs = np.loadtxt(lines)
    distances = np.zeros((n, n))
    i, j = pairs[:, 0].astype(int), pairs[:, 1].astype(int)
    distances[i, j] = distances[j, i] = pairs[:, 2]
    return matrix.Instance(distances=distances, least=limits[::2].copy(), most=limits[1::2].copy())


def solve(instance: matrix.Instance, seeds: int, share: float) -> tuple[float, float]:
    """The median value over seeds, and the core seconds of one run."""
    values, spent = [], []
    matrix.search(instance, seconds=0.0, seed=0)  # compile
    for seed in range(1, seeds + 1):
        started = time.process_time()
        values.append(
            matrix.search(instance, seconds=share * len(instance.distances) / 4, seed=seed).value
        )
        spent.append(time.process_time() - started)
    return statistics.median(values), statistics.median(spent)


if __name__ == "__main__":
    sys.exit(main())
