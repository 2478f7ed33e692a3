"""Whatever a file holds, it is refused with its faults or it can be run."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from levelground import library
from levelground.core.process import (
    Book,
    Fault,
    Faulty,
    Process,
    check_book,
    fit,
    fitting,
    read,
    reading,
)
from levelground.core.process.reading import PROCESS_KEYS, STEP_KEYS
from levelground.core.process.vocabulary import KINDS, MANNERS
from levelground.core.session import flow
from levelground.core.session.notation import perform
from levelground.core.session.play import play
from tests.core.process.writing import PROCESS, STEP, toml

SOME = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FEW = settings(SOME, max_examples=60, database=None)
NAMES = ("ada", "ben", "cai", "dee", "eli", "fay", "gus", "hal", "ivy", "jon", "kim", "lea")

scalars = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text("abc {}.“\n", max_size=12),
    st.sampled_from(("presenter", "responders", "everyone", "nobody", "library", "not guide")),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from((*PROCESS_KEYS, *STEP_KEYS, "min", "fixed", "of")), inner, max_size=3
        ),
    ),
    max_leaves=8,
)


def spoiled(good: dict[str, object], keys: tuple[str, ...]) -> st.SearchStrategy[dict[str, object]]:
    """A good table in which some values are replaced by anything."""
    return st.dictionaries(st.sampled_from((*keys, "nonsense")), anything, max_size=3).map(
        lambda wrong: {**good, **wrong}
    )


@SOME
@given(st.text(max_size=300))
def test_any_text_is_refused_politely(text: str):
    accepted_or_faulty(text)


@SOME
@given(st.data())
def test_any_table_is_refused_politely_or_can_be_run(data: st.DataObject):
    steps = data.draw(st.lists(spoiled(STEP, STEP_KEYS), min_size=1, max_size=3))
    table = data.draw(spoiled({**PROCESS, "steps": steps}, PROCESS_KEYS))

    process = accepted_or_faulty(toml(table))

    if process is not None and not check_book([process, *others(process)], files={}):
        played_to_its_end(process, seed=1)


def accepted_or_faulty(text: str) -> Process | None:
    faults: tuple[Fault, ...] = ()
    try:
        return read(text, file="any.toml")
    except Faulty as faulty:
        faults = faulty.faults
    assert faults
    assert all(fault.file == "any.toml" for fault in faults)
    assert all(fault.where and fault.what and fault.do for fault in faults)
    return None


tenths = st.integers(5, 80).map(lambda tenth: tenth / 10)


@st.composite
def times(draw: st.DrawFn) -> object:
    natural = draw(tenths)
    kind = draw(st.sampled_from(("plain", "fixed", "each")))
    if kind == "plain":
        return natural
    bounds: dict[str, object] = {}
    if draw(st.booleans()):
        bounds["at_least"] = max(0.5, natural - draw(tenths))
    if draw(st.booleans()):
        bounds["at_most"] = natural + draw(tenths)
    if kind == "fixed":
        return {"fixed": natural, **bounds}
    return {"each": natural, "per": draw(st.sampled_from(("member", "responder"))), **bounds}


@st.composite
def steps(draw: st.DrawFn, number: int, *, presents: bool, roles: list[str]) -> dict[str, object]:
    words = ["everyone", *(["presenter", "responders"] if presents else []), *roles]
    floor: object = draw(st.sampled_from(("nobody", *words)))
    if draw(st.booleans()) and len(words) > 2:
        several = draw(st.lists(st.sampled_from(words[1:]), min_size=1, max_size=2, unique=True))
        leave_out = bool(roles) and several != roles[:1] and draw(st.booleans())
        floor = [*several, f"not {roles[0]}"] if leave_out else several
    step: dict[str, object] = {
        "id": f"step-{number}",
        "name": "A step",
        "floor": floor,
        "minutes": draw(times()),
        "manner": draw(st.lists(st.sampled_from(sorted(MANNERS)), max_size=2)),
        "say": {"everyone": "Do this."},
        "optional": draw(st.booleans()),
    }
    if floor != "nobody":
        if draw(st.booleans()):
            turns: dict[str, object] = {
                "rounds": draw(st.integers(1, 3)),
                "pass": draw(st.booleans()),
            }
            if draw(st.booleans()):
                turns["minutes"] = draw(tenths)
                del step["minutes"]
            step["turns"] = turns
        else:
            step["ends"] = draw(st.sampled_from(("floor-done", "all-ready", "never")))
            if draw(st.integers(0, 5)) == 0:
                names = ["module-brainstorm", "module-good-advice", "open-floor"]
                step["choose"] = {
                    "from": names,
                    "minutes": {"fixed": 15, "at_least": 8, "at_most": 60},
                }
        writers = ["everyone", *roles]
        step["makes"] = [
            {"kind": kind, "by": draw(st.sampled_from(writers)), "for": "writer"}
            for kind in draw(st.lists(st.sampled_from(sorted(KINDS)), max_size=2, unique=True))
        ]
    return step


@st.composite
def processes(draw: st.DrawFn) -> dict[str, object]:
    presents = draw(st.booleans())
    roles = draw(st.sampled_from(([], ["guide"], ["guide", "keeper"])))
    items: list[object] = []
    for number in range(draw(st.integers(1, 5))):
        if draw(st.integers(0, 4)) == 0:
            inner = [draw(steps(10 * number + n, presents=True, roles=roles)) for n in range(1, 3)]
            for step in inner:
                del step["optional"]
            items.append({"id": f"block-{number}", "repeat": "member", "steps": inner})
        else:
            items.append(draw(steps(10 * number, presents=presents, roles=roles)))
    return {
        **PROCESS,
        "for": "presenter" if presents else "group",
        "size": {"min": 4, "max": draw(st.integers(4, 8))},
        "roles": [{"id": role, "name": role.capitalize()} for role in roles],
        "steps": items,
    }


@FEW
@given(processes(), st.integers(0, 9))
def test_whatever_is_accepted_is_played_to_its_end(table: dict[str, object], seed: int):
    runs(table, seed)


def runs(table: dict[str, object], seed: int) -> None:
    process = accepted_or_faulty(toml(table))

    if process is not None and not check_book([process, *others(process)], files={}):
        played_to_its_end(process, seed=seed)


def others(process: Process) -> list[Process]:
    return [other for name, other in library.book().items() if name != process.id]


def played_to_its_end(process: Process, *, seed: int) -> None:
    """The process runs in a meeting, or as one, and its steps are in the plan."""
    book: Book = {**library.book(), process.id: process}
    members = NAMES[: min(8, max(2, process.smallest + seed % 3))]
    frame = process.id if process.kind == "frame" else "short-meeting"
    wanted = "respond-in-turn" if process.kind == "frame" else process.id
    lines = play(
        book=book,
        frame=frame,
        process=wanted,
        members=members,
        minutes=240,
        chance=random.Random(seed),  # noqa: S311  chance in a test
    )

    state = perform(lines, book=book)

    assert state.closed_how in ("finished", "agreed")
    choosable = process.kind == "process" and process.smallest <= len(members) <= process.largest
    whole = fit(process, members=members, presenters=members[:1], seconds=200 * 60)
    if choosable and whole.fits:
        assert any(part.process == process.id for part in state.plan)


def test_the_generator_makes_processes_that_are_accepted() -> None:
    """Otherwise the properties above would hold for nothing."""
    accepted = []

    @settings(max_examples=60, deadline=None, database=None)
    @given(processes())
    def count(table: dict[str, object]) -> None:
        accepted.append(accepted_or_faulty(toml(table)) is not None)

    count()
    assert sum(accepted) > len(accepted) / 3


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (flow, "_keep_going", lambda *_: None),  # turns never go round
        (fitting, "_once", lambda *_: iter(())),  # a process has no steps in a plan
    ],
)
def test_a_planted_bug_is_caught(
    where: object, name: str, broken: object, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(where, name, broken)

    with pytest.raises((AssertionError, ValueError, ExceptionGroup)):
        settings(FEW, phases=[Phase.generate])(given(processes(), st.just(1))(runs))()


def test_a_checker_that_misses_something_is_caught(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "check_process", lambda *_, **__: [])
    accepted = accepted_or_faulty(toml({**PROCESS, "steps": []}))

    assert accepted is not None
    with pytest.raises(AssertionError):
        played_to_its_end(accepted, seed=1)
