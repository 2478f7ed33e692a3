"""The run of one search: construct, anneal, find places for those left, prove where it is small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import exp, log

import numpy as np

from levelground.core.formation.data import Array
from levelground.core.formation.problem import Problem
from levelground.core.formation.search import anneal, construct, seating
from levelground.core.formation.search.balance_sizes import balance_sizes
from levelground.core.formation.search.bound import upper_bound
from levelground.core.formation.search.nearness import nearness
from levelground.core.formation.search.plan import Plan, plan
from levelground.core.formation.search.raise_minimum import raise_minimum, steeply
from levelground.core.formation.search.repair import Proof, is_small, replace
from levelground.core.formation.search.reseat import reseat, split
from levelground.core.formation.search.rotate import rotate
from levelground.core.formation.search.seating import Seating, Terms
from levelground.core.words import Sentence

HOT, COLD = 0.01, 0.0002
HOT_OF_MANY, COLD_OF_MANY = 0.004, 0.0003
CHUNKS = 40
HALTS = 20, 30
"""Chunks at which those left over are seated and sizes evened, where groups are few."""
SPARE = 3


MANY = 60
"""Groups from which the last part of the time goes to reseating many people at once."""

ANNEALED, WIDTH = 0.1, 128

FAIR, PASSES, RINGS = 0.93, 12, 0.3
"""No group shall be mixed less than this share of the mean, if so many passes and this share of the
rounds of reseating can help it."""


def proposals(people: int, seconds: float) -> int:
    """The number of proposals that `seconds` stand for: a stated rate, not this machine's speed."""
    return max(20_000, int(seconds * 800_000 / (1 + people / 100_000)))


def rounds(people: int, seconds: float) -> int:
    """The number of rounds of reseating that `seconds` stand for, likewise."""
    return max(CHUNKS, int(seconds * 540 / (1 + people / 400_000)))


@dataclass(slots=True, kw_only=True)
class Run:
    """state: the groups now; best: the best so far; story: what happened, for the reader."""

    problem: Problem
    seconds: float
    seed: int
    is_over: Callable[[], bool]
    story: list[str] = field(default_factory=list)
    is_proven: bool = False
    was_cut: bool = False
    plan: Plan = field(init=False)
    state: Seating = field(init=False)
    best: Seating = field(init=False)
    terms: Terms = field(init=False)
    random: Array = field(init=False)

    def steps(self) -> Iterator[float]:
        """Do the work; yields the share done (0..1) whenever there is something new to show."""
        self._begin()
        yield 0.02
        people = len(self.problem.people)
        may_prove = is_small(self.problem, self.plan)
        share = ANNEALED if self.is_large or may_prove else 1.0
        yield from self._anneal(proposals(people, self.seconds * share), 0.9 * share)
        if self.is_large and not self.was_cut:
            yield from self._rotate(rounds(people, self.seconds * (1 - share)), 0.9 * share)
        if not self.was_cut:
            yield from self._refine(may_prove=may_prove, done=share)

    def _refine(self, *, may_prove: bool, done: float) -> Iterator[float]:
        """Place those left over, raise the least mixed, prove; `done`: of the time."""
        self.state = _copy(self.best)
        self._seat_those_left()
        self._keep()
        self._raise_minimum()
        if may_prove:
            seconds = max(0.2, self.seconds * (1 - done))
            yield from self._prove(seconds, 0.02 + 0.9 * done)
        yield 1.0

    @property
    def is_large(self) -> bool:
        return len(self.state.sizes) >= MANY

    def _raise_minimum(self) -> None:
        """Raise the least mixed groups, even where the sum loses a little by it."""
        self.state = _copy(self.best)
        groups = self.state.mix[self.state.sizes > 0]
        if self.state.broken.any() or not len(groups):
            return
        mark = FAIR * float(groups.mean())
        problem, state, steep = self.problem, self.state, steeply(self.terms, mark)
        raise_minimum(problem.data, state, steep, passes=PASSES, random=self.random)
        if self.is_large:
            self._raise_minimum_by_rings(steep)
        self.best = self.state

    def _raise_minimum_by_rings(self, steep: Terms) -> None:
        """What no change of two helps, a ring of many may: those who speak one language only can make
        room for few others."""
        near = nearness(self.problem.answers)
        budget = rounds(len(self.problem.people), self.seconds * RINGS)
        for _ in range(PASSES):
            weak = (self.state.mix < steep.mark) & (self.state.sizes > 0)
            if not weak.any():
                return
            rotate(
                self.problem.data,
                near,
                self.state,
                steep._replace(focus=np.flatnonzero(weak)),
                rounds=budget // PASSES,
                width=WIDTH,
                random=self.random,
            )

    def _prove(self, seconds: float, done: float) -> Iterator[float]:
        """Solve the case exactly, if every group can be listed."""
        proof = Proof(problem=self.problem, best=self.best, terms=self.terms, seconds=seconds)
        for share in proof:
            yield done + (0.98 - done) * share
            if self._is_cut():
                return
        self.best, self.is_proven = proof.best, proof.is_proven
        if self.is_proven:
            self.story.append(
                Sentence("Every possible group was listed, and no better choice of groups exists.")
            )
        elif proof.is_small:
            self.story.append(
                Sentence("Every possible group was listed; time did not allow a proof.")
            )

    def _begin(self) -> None:
        problem, data = self.problem, self.problem.data
        self.random = np.array([self.seed * 2 + 1], dtype=np.uint64)
        self.plan = plan(problem)
        self.state = construct.empty_state(
            len(problem.people), len(self.plan.sizes), problem.rules.most
        )
        for g, members in enumerate(self.plan.seeds):
            for person in members:
                seating.out_of_pool(person, self.state)
            row = np.full(16, -1, dtype=np.int32)
            row[: len(members)] = members
            seating.settle(g, row, len(members), 0.0, 0, self.state)
        slots = construct.slot_lists(data)
        seeds = len(self.plan.seeds)
        made = construct.construct(data, self.state, self.plan.sizes, slots, seeds)
        for again in range(1, 5):
            if self.state.pooled[0] >= problem.rules.least:
                made = self._more_groups(made, slots, again)
        construct.join(data, self.state)
        self._trim(made)
        seating.measure(data, self.state)
        mark = self._mark()
        self.terms = Terms(mark, problem.weights.fairness, *slots, np.zeros(0, dtype=np.int64))
        self.best = _copy(self.state)
        self.story.append(
            Sentence(
                "%(count)d group was set up, people left over: %(left)s.",
                "%(count)d groups were set up, people left over: %(left)s.",
                made,
                left=int(self.state.pooled[0]),
            )
        )

    def _more_groups(self, made: int, slots: tuple[Array, Array], again: int) -> int:
        """Let those left over form groups of any allowed size among themselves."""
        extra = int(self.state.pooled[0]) // self.problem.rules.least
        self._resize(made + extra)
        sizes = [*self.state.sizes[:made], *[self.problem.rules.preferred] * extra]
        return construct.construct(self.problem.data, self.state, sizes, slots, made, again)

    def _trim(self, made: int) -> None:
        """Forget planned groups that did not come about, but for a few to spare."""
        made = made + SPARE
        self._resize(made)

    def _resize(self, groups: int) -> None:
        """Keep the first groups, or add empty ones."""
        old = self.state
        new = construct.empty_state(len(old.group_of), groups, self.problem.rules.most)
        kept = min(groups, len(old.sizes))
        new.members[:kept] = old.members[:kept]
        for name in ("sizes", "broken", "mix"):
            getattr(new, name)[:kept] = getattr(old, name)[:kept]
        self.state = new._replace(
            group_of=old.group_of, pool=old.pool, pool_at=old.pool_at, pooled=old.pooled
        )

    def _mark(self) -> float:
        """The mix below which a group pays: a share of the most the mean could be."""
        sizes = self.state.sizes[self.state.sizes > 0]
        if not len(sizes):
            return 0.0
        placed = np.flatnonzero(self.state.group_of >= 0)
        most = upper_bound(self.problem.answers, placed, sizes.tolist()) / len(sizes)
        return self.problem.weights.mark * most

    def _anneal(self, budget: int, done: float) -> Iterator[float]:
        data, state = self.problem.data, self.state
        if not (state.sizes > 0).any():  # nobody is placed, so there is nobody to move
            return
        hot, cold = (HOT_OF_MANY, COLD_OF_MANY) if self.is_large else (HOT, COLD)
        drop = log(cold / hot)
        for chunk in range(CHUNKS):
            heats = np.array(
                [hot * exp(drop * chunk / CHUNKS), hot * exp(drop * (chunk + 1) / CHUNKS)]
            )
            if chunk == CHUNKS - 1:
                heats[:] = cold / 10
            weak = (state.mix < self.terms.mark) & (state.sizes > 0) & (chunk >= CHUNKS // 2)
            self.terms = self.terms._replace(focus=np.flatnonzero(weak | (state.broken > 0)))
            anneal.anneal(data, state, self.terms, heats, budget // CHUNKS, self.random)
            if not self.is_large and chunk in HALTS:
                self._seat_those_left()
                self._balance_sizes()
            self._keep()
            yield 0.02 + done * (chunk + 1) / CHUNKS
            if self._is_cut():
                return

    def _seat_those_left(self) -> None:
        """In groups drawn from others, or by forming a few groups near them anew."""
        before = int(self.state.pooled[0])
        reseat(self.problem.data, self.state, self.random)
        if self.state.pooled[0]:
            replace(self.problem, self.state, self.terms, seed=self.seed)
        found = before - int(self.state.pooled[0])
        if found:
            self.story.append(
                Sentence(
                    "%(found)s of %(before)s left over found a place when other groups were re-formed.",
                    found=found,
                    before=before,
                )
            )

    def _balance_sizes(self) -> None:
        """Sizes as preferred, where groups are few enough to look at every way."""
        split(self.problem.data, self.state, self.random)
        balance_sizes(self.problem.data, self.state, self.terms)

    def _rotate(self, budget: int, done: float) -> Iterator[float]:
        data, state = self.problem.data, self.state
        near = nearness(self.problem.answers)
        for chunk in range(CHUNKS):
            weak = (state.mix < self.terms.mark) & (state.sizes > 0)
            self.terms = self.terms._replace(focus=np.flatnonzero(weak))
            rotate(
                data,
                near,
                state,
                self.terms,
                rounds=budget // CHUNKS,
                width=WIDTH,
                random=self.random,
            )
            self._keep()
            yield 0.02 + done + (0.9 - done) * (chunk + 1) / CHUNKS
            if self._is_cut():
                return

    def _is_cut(self) -> bool:
        """Whether the clock says that time is up; noted, as it makes the answer less repeatable."""
        if self.is_over():
            self.was_cut = True
            self.story.append(
                Sentence("The clock ended the search early: the groups may differ next time.")
            )
        return self.was_cut

    def _keep(self) -> None:
        if self._rank(self.state) > self._rank(self.best):
            self.best = _copy(self.state)

    def _rank(self, state: Seating) -> tuple[int, int, float]:
        worth = seating.total_worth(self.problem.data, state, self.terms)
        return -int(state.broken.sum()), -int(state.pooled[0]), worth


def _copy(state: Seating) -> Seating:
    return Seating(*(array.copy() for array in state))
