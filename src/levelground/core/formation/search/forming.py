"""The search as others call it: `Forming`, to watch it come about; `explaining.result` says what it found.

One seed gives one result. The work is counted in proposals, a fixed number for each second asked
for (`run.proposals`), and the exact parts in branches; neither looks at the clock. The clock that a
caller hands in is a safety net only: when it says that time is up the best so far is given, and the
story says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from levelground.core.formation.faults import Faulty, check
from levelground.core.formation.formation import Progress
from levelground.core.formation.people import Person
from levelground.core.formation.problem import Problem, compile_problem
from levelground.core.formation.rules import Rules, Weights
from levelground.core.formation.search.bound import upper_bound
from levelground.core.formation.search.run import Run
from levelground.core.formation.search.seating import Seating


@dataclass
class Forming:
    """A search that can be watched: iterate for progress; the best so far is good at any moment.

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

    def start(self) -> None:
        """Have a first set of groups, where there is none yet."""
        if not self._done:
            self._done = next(self._steps, 1.0)

    @property
    def has_ended(self) -> bool:
        """Whether nothing better is being looked for."""
        return self._done >= 1 or self._run.was_cut

    @property
    def names(self) -> tuple[str, ...]:
        """Of the groups that were there before, which come first."""
        return self._run.plan.names

    @property
    def story(self) -> tuple[str, ...]:
        """What happened, for the reader."""
        return tuple(self._run.story)

    @property
    def state(self) -> Seating:
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
        for _ in Forming(people, Rules(), Weights(), seconds=0.0, seed=0):
            pass
