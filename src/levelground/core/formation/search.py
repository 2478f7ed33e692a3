"""The search as others call it: `form` for the answer, `Forming` to watch it come about.

One seed gives one result. The work is counted in proposals, a fixed number for each second asked
for (`run.proposals`), and the exact parts in branches; neither looks at the clock. The clock that a
caller hands in is a safety net only: when it says that time is up the best so far is given, and the
story says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from levelground.core.formation.bound import upper_bound
from levelground.core.formation.faults import Faulty, check
from levelground.core.formation.formation import Formation, Progress
from levelground.core.formation.people import Person
from levelground.core.formation.problem import Problem, compile_problem
from levelground.core.formation.result import result
from levelground.core.formation.rules import Rules, Weights
from levelground.core.formation.run import Run
from levelground.core.formation.state import State


def form(
    people: Sequence[Person],
    rules: Rules,
    weights: Weights,
    *,
    seconds: float,
    seed: int,
    is_over: Callable[[], bool] = lambda: False,
) -> Formation:
    """Groups for these people. Raises Faulty with every fault of the input."""
    forming = Forming(people, rules, weights, seconds=seconds, seed=seed, is_over=is_over)
    for _ in forming:
        pass
    return forming.formation()


@dataclass
class Forming:
    """A search that can be watched: iterate for progress; `formation()` is good at any moment.

    Raises Faulty with every fault of the input.
    """

    people: Sequence[Person]
    rules: Rules
    weights: Weights
    seconds: float = field(kw_only=True)
    seed: int = field(kw_only=True)
    is_over: Callable[[], bool] = field(kw_only=True, default=lambda: False)

    def __post_init__(self) -> None:
        faults = check(self.people, self.rules, self.weights)
        if faults:
            raise Faulty(faults)
        self.problem: Problem = compile_problem(self.people, self.rules, self.weights)
        self._run = Run(
            problem=self.problem, seconds=self.seconds, seed=self.seed, is_over=self.is_over
        )
        self._steps: Iterator[float] = self._run.steps()
        self._done = 0.0
        self._bounded: tuple[tuple[int, tuple[int, ...]], float] = ((-1, ()), 0.0)

    def __iter__(self) -> Iterator[Progress]:
        for done in self._steps:
            self._done = done
            yield self._progress(done)

    def formation(self) -> Formation:
        """The best so far with its proof, reasons once the search is over; starts it if need be."""
        if not self._done:
            self._done = next(self._steps, 1.0)
        return result(
            self.problem,
            self._run.best,
            names=self._run.plan.names,
            is_proven=self._run.is_proven,
            story=self._run.told,
            seed=self.seed,
            explained=self._done >= 1 or self._run.was_cut,
        )

    @property
    def state(self) -> State:
        """The best so far as arrays of indices into `problem.people`."""
        return self._run.best

    @property
    def is_proven(self) -> bool:
        return self._run.is_proven

    def _progress(self, done: float) -> Progress:
        state = self._run.best
        sizes = state.sizes[state.sizes > 0]
        total = float(state.mix[state.sizes > 0].sum())
        placed = np.flatnonzero(state.group_of >= 0)
        key = (len(placed), tuple(sorted(sizes.tolist())))
        if key != self._bounded[0]:
            self._bounded = (key, upper_bound(self.problem.answers, placed, key[1]))
        bound = self._bounded[1]
        return Progress(
            done=done,
            placed=len(placed),
            people=len(self.people),
            groups=len(sizes),
            mean=total / max(len(sizes), 1),
            share=total / bound if bound else 1.0,
        )


def warm_up() -> None:
    """Load or compile every kernel, so that the first real search starts at once."""
    from levelground.core.formation.people import Free  # noqa: PLC0415

    for size in (9, 33, 300):  # proven, annealed, and reseated by many at once
        people = [
            Person(
                id=str(i), trained=True, languages=("English",), free=(Free(starts=0, ends=600),),
                answers={"a": (str(i % 2),), "b": float(i)},
            )
            for i in range(size)
        ]  # fmt: skip
        form(people, Rules(), Weights(), seconds=0.0, seed=0)
