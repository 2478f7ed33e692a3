"""What people said of themselves, in counted form: codes, never a table of all pairs.

The distance between two people is a weighted mean over answers (Gower, Biometrics 27, 1971): 0 or
1 for one word, Jaccard for several, |a - b| / range for numbers. Where either of two left an
answer open, the mean distance of the other's answer to everybody who answered stands in, so that
leaving it open neither helps nor hurts, and each answer can be bounded by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from levelground.core.formation.data import Array
from levelground.core.formation.people import Answer, Person
from levelground.core.formation.rules import Weights

OPEN_LANE = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """names: answers in words first, then in numbers; ranges: largest less smallest number.

    labels: for each answer in words its choices in order; the arrays are those of `Data`.
    """

    names: tuple[str, ...]
    words: int
    ranges: tuple[float, ...]
    labels: tuple[tuple[str, ...], ...]
    lanes: Array
    irregular: Array
    numbers: Array
    types: Array
    choices: Array
    weights: Array
    lane_weights: Array
    expected: Array
    expected_at: Array

    def ordered(self, order: Array) -> Answers:
        """The same with people in another order."""
        return replace(
            self,
            lanes=self.lanes[order],
            irregular=self.irregular[order],
            numbers=np.ascontiguousarray(self.numbers[order]),
            types=np.ascontiguousarray(self.types[order]),
            choices=np.ascontiguousarray(self.choices[order]),
        )


def encode(people: Sequence[Person], weights: Weights) -> Answers:
    """Codes for everything answered by somebody. Raises ValueError beyond 64 answers or choices."""
    of_each = [_answers_of(person, weights) for person in people]
    kinds = {
        name: isinstance(answer, tuple) for answers in of_each for name, answer in answers.items()
    }
    in_words = sorted(name for name, is_words in kinds.items() if is_words)
    in_numbers = sorted(name for name, is_words in kinds.items() if not is_words)
    names = (*in_words, *in_numbers)
    n, c, m = len(people), len(in_words), len(in_numbers)
    if c + m > 64:  # noqa: PLR2004
        raise ValueError("More than 64 answers cannot be compared.")
    weight = np.array([weights.of(name) for name in names], dtype=np.float64)
    weight = weight / weight.sum() if weight.sum() > 0 else weight
    lanes = np.zeros((n, -(-c // 4)), dtype=np.uint64)
    irregular = np.zeros(n, dtype=np.uint64)
    numbers = np.zeros((n, m), dtype=np.float64)
    types = np.full((n, c + m), -1, dtype=np.int32)
    choices = np.zeros((n, c), dtype=np.uint64)
    expected: list[Array] = []
    labels, ranges = [], []
    for k, name in enumerate(in_words):
        taken = [answers.get(name, ()) for answers in of_each]
        label, coded, mean = _words(name, [t if isinstance(t, tuple) else () for t in taken])
        labels.append(label)
        types[:, k], choices[:, k], odd = coded
        lane = np.where(odd, OPEN_LANE, types[:, k]).astype(np.uint64)
        lanes[:, k // 4] |= lane << np.uint64(16 * (k % 4))
        irregular |= odd.astype(np.uint64) << np.uint64(k)
        expected.append(mean)
    for k, name in enumerate(in_numbers):
        given = np.array([_number(answers.get(name)) for answers in of_each], dtype=np.float64)
        span, types[:, c + k], mean = _numbers(given)
        ranges.append(span)
        is_open = np.isnan(given)
        numbers[:, k] = np.where(is_open, 0.0, given * weight[c + k] / span)
        irregular |= is_open.astype(np.uint64) << np.uint64(c + k)
        expected.append(mean)
    sizes = [len(mean) for mean in expected]
    return Answers(
        names=names,
        words=c,
        ranges=tuple(ranges),
        labels=tuple(labels),
        lanes=lanes,
        irregular=irregular,
        numbers=numbers,
        types=types,
        choices=choices,
        weights=weight,
        lane_weights=_lane_weights(weight[:c]),
        expected=np.concatenate(expected) if expected else np.zeros(0),
        expected_at=np.cumsum([0, *sizes])[:-1].astype(np.int64),
    )


def _answers_of(person: Person, weights: Weights) -> dict[str, Answer]:
    """Everything answered, () meaning open; the organisation where its mix counts."""
    of_each = {name: answer for name, answer in person.answers.items() if answer != ()}
    if weights.mix.get("organisation") and person.organisation:
        of_each.setdefault("organisation", (person.organisation,))
    return of_each


def _number(answer: Answer | None) -> float:
    return float("nan") if answer is None or isinstance(answer, tuple) else float(answer)


def _words(
    name: str, taken: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[Array, Array, Array], Array]:
    """Labels; (types, choices, irregular) of each person; mean distances of each type."""
    label = tuple(sorted({word for words in taken for word in words}))
    several = any(len(set(words)) > 1 for words in taken)
    if several and len(label) > 64:  # noqa: PLR2004
        raise ValueError(f"“{name}” has more than 64 choices, and some people took several.")
    at = {word: i for i, word in enumerate(label)}
    sets = [tuple(sorted({at[word] for word in words})) for words in taken]
    kinds = {kind: i for i, kind in enumerate(sorted({kind for kind in sets if kind}))}
    if len(kinds) >= OPEN_LANE:
        raise ValueError(f"“{name}” has more than 65,000 different answers.")
    types = np.array([kinds.get(kind, -1) for kind in sets], dtype=np.int32)
    bits = len(label) <= 64  # noqa: PLR2004
    choices = np.array([sum(1 << c for c in kind) if bits else 0 for kind in sets], dtype=np.uint64)
    odd = np.array([len(kind) != 1 for kind in sets], dtype=np.bool_)
    share = np.bincount(types[types >= 0], minlength=len(kinds)) / max((types >= 0).sum(), 1)
    if several:
        near = (
            np.array([[_alike(a, b) for b in kinds] for a in kinds]) if kinds else np.zeros((0, 0))
        )
        mean = 1 - near @ share
    else:
        mean = 1 - share
    return label, (types, choices, odd), np.concatenate([[float(mean @ share)], mean])


def _alike(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    both = len(set(a) & set(b))
    return both / (len(a) + len(b) - both)


def _numbers(given: Array) -> tuple[float, Array, Array]:
    """Range; types of each person, -1 where open; mean distances of each type, over the range."""
    known = given[~np.isnan(given)]
    values, types, often = np.unique(known, return_inverse=True, return_counts=True)
    span = float(values[-1] - values[0]) or 1.0
    below = np.concatenate([[0], np.cumsum(often)[:-1]])
    sums = np.concatenate([[0.0], np.cumsum(often * values)[:-1]])
    total = float((often * values).sum())
    above = len(known) - below - often
    far = values * below - sums + (total - sums - often * values) - values * above
    mean = far / len(known) / span
    coded = np.full(len(given), -1, dtype=np.int32)
    coded[~np.isnan(given)] = types
    overall = float((mean * often).sum() / len(known))
    return span, coded, np.concatenate([[overall], mean])


def _lane_weights(weights: Array) -> Array:
    """(lanes, 16): the weight of each combination of four differing answers."""
    table = np.zeros((-(-len(weights) // 4), 16))
    for lane in range(len(table)):
        for differing in range(16):
            table[lane, differing] = sum(
                weights[4 * lane + k]
                for k in range(4)
                if differing >> k & 1 and 4 * lane + k < len(weights)
            )
    return table
