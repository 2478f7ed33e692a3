from __future__ import annotations

import pytest

from levelground.core.process import Block, Fault, Faulty, Step, read
from levelground.core.process.model import Choose, Makes, Time, Turns
from tests.core.process.writing import process_of, step_of


def faults(text: str) -> list[Fault]:
    with pytest.raises(Faulty) as found:
        read(text, file="talk.toml")
    return list(found.value.faults)


def only_step(**also: object) -> Step:
    [step] = read(process_of(step_of(**also)), file="talk.toml").steps
    assert isinstance(step, Step)
    return step


def test_a_process_is_read():
    process = read(
        process_of(step_of(), roles=[{"id": "guide", "name": "Guide"}]), file="talk.toml"
    )

    assert (process.id, process.version, process.presents) == ("talk", 1, True)
    assert process.role("guide").name == "Guide"
    assert process.step("tell").floor == ("presenter",)


@pytest.mark.parametrize(
    ("minutes", "time"),
    [
        (5, Time(seconds=300, at_least=300, at_most=300)),
        (1.5, Time(seconds=90, at_least=90, at_most=90)),
        ({"fixed": 5, "at_least": 3, "at_most": 8}, Time(seconds=300, at_least=180, at_most=480)),
        ({"fixed": 5, "at_least": 3}, Time(seconds=300, at_least=180, at_most=300)),
        ({"each": 2, "per": "member"}, Time(seconds=120, per="member")),
        ({"each": 2, "per": "responder", "at_most": 9}, Time(seconds=120, per="responder", at_most=540)),
    ],
)  # fmt: skip
def test_minutes(minutes: object, time: Time):
    assert only_step(minutes=minutes).time == time


def test_turns_are_of_the_whole_floor_unless_they_say_otherwise():
    assert only_step(minutes=None, floor="responders", turns={"minutes": 2}).turns == Turns(
        of=("responders",), seconds=120
    )


def test_a_silence_runs_its_time():
    assert only_step(floor="nobody", say={"everyone": "Hush."}).ends == "never"


def test_what_a_step_makes_becomes_the_presenters_unless_it_says_otherwise():
    made = only_step(makes=[{"kind": "note", "by": "presenter", "prompt": "A note"}]).makes

    assert made == (Makes(kind="note", by="presenter", owner="presenter", prompt="A note"),)


def test_a_choice():
    step = only_step(choose={"from": ["one", "two"], "minutes": 10})

    assert step.choose == Choose(
        options=("one", "two"), time=Time(seconds=600, at_least=600, at_most=600)
    )


def test_a_block_is_read():
    block = {"id": "each", "repeat": "member", "steps": [step_of()]}
    [item] = read(process_of(block), file="talk.toml").steps

    assert isinstance(item, Block)
    assert item.repeat == "member"


FAULTY = [
    ("not = toml = at all", "file", "not TOML"),
    ("x = " + "1" * 5000, "file", "not TOML"),
    ("x = 0x" + "f" * 5000, "process", "not a key"),
    ("x = " + "[" * 5000, "file", "without end"),
    ("x" * 100_001, "file", "100001 characters"),
    ("", "process", "“id” is missing"),
    (process_of(), "steps", "There are none"),
    (process_of(step_of(), id="Ada Presents"), "process", "cannot be used"),
    (process_of(step_of(), version=0), "process", "“version” is 0"),
    (process_of(step_of(), version=True), "process", "“version” is True"),
    (process_of(step_of()).replace('"version" = 1', '"version" = 0x' + "f" * 5000), "process", "“version” is a very large"),
    (process_of(step_of(), kind="tea"), "process", "“kind” is tea"),
    (process_of(step_of(), name=3), "process", "“name” should be text"),
    (process_of(step_of(), name=" "), "process", "“name” is empty"),
    (process_of(step_of(), summary="x" * 601), "process", "601 characters"),
    (process_of(step_of(), nmae="x"), "process", "“nmae” is not a key"),
    (process_of(step_of(), when=["tea"]), "when", "“tea” is not known"),
    (process_of(step_of(), when=3), "process", "“when” is 3"),
    (process_of(step_of(), size=3), "process", "“size” is 3"),
    (process_of(step_of(), size={"min": 5, "max": 4}), "size", "larger than “max”"),
    (process_of(step_of(), size={"min": 1}), "size", "“min” is 1"),
    (process_of(step_of(), origin=None), "process", "“origin” is missing"),
    (process_of(step_of(), steps_="x"), "process", "not a key"),
    (process_of(step_of(), step_of()), "step “tell”", "used 2 times"),
    (process_of(step_of(), roles=[{"id": "a", "name": "A"}, {"id": "a", "name": "A"}]), "role “a”", "used 2 times"),
    (process_of(step_of(), roles=[{"id": "everyone", "name": "A"}]), "role “everyone”", "meaning of its own"),
    (process_of(step_of(), roles=[{"id": x, "name": x} for x in "abc"]), "roles", "more roles than people"),
    (process_of(step_of(), roles="a"), "process", "“roles” is a"),
    (process_of(*[step_of(id=f"s{n}") for n in range(61)]), "steps", "There are 61"),
    (process_of(step_of(flor="x")), "step “tell”", "“flor” is not a key"),
    (process_of(step_of(floor=None)), "step “tell”", "who may speak"),
    (process_of(step_of(floor=[])), "step “tell”", "who may speak"),
    (process_of(step_of(floor="boss")), "step “tell”", "“boss” is not a floor"),
    (process_of(step_of(floor=["nobody", "presenter"])), "step “tell”", "stand alone"),
    (process_of(step_of(floor=["everyone", "presenter"])), "step “tell”", "stand alone"),
    (process_of(step_of(floor=["not a"]), roles=[{"id": "a", "name": "A"}]), "step “tell”", "leaves everybody out"),
    (process_of(step_of(), **{"for": "group"}), "step “tell”", "nobody presents here"),
    (process_of(step_of(minutes=None)), "step “tell”", "how long it takes"),
    (process_of(step_of(minutes=0)), "step “tell”", "“minutes” is 0"),
    (process_of(step_of(minutes=-1)), "step “tell”", "“minutes” is -1"),
    (process_of(step_of(minutes="5")), "step “tell”", "“minutes” is 5"),
    (process_of(step_of(minutes=9999)), "step “tell”", "“minutes” is 9999"),
    (process_of(step_of(minutes={"fixed": 5, "each": 1})), "step “tell”, minutes", "in all or how long for each"),
    (process_of(step_of(minutes={})), "step “tell”, minutes", "in all or how long for each"),
    (process_of(step_of(minutes={"fixed": 5, "per": "member"})), "step “tell”, minutes", "goes with “each”"),
    (process_of(step_of(minutes={"fixed": 5, "at_least": 6})), "step “tell”, minutes", "lies outside"),
    (process_of(step_of(minutes={"each": 5, "at_least": 6, "at_most": 5})), "step “tell”, minutes", "longer than"),
    (process_of(step_of(turns={"minutes": 1})), "step “tell”", "for the step and for each turn"),
    (process_of(step_of(minutes=None, turns=1)), "step “tell”", "“turns” is 1"),
    (process_of(step_of(minutes=None, turns={"minutes": 0.1})), "step “tell”, turns", "as short as 6 seconds"),
    (process_of(step_of(floor="everyone", minutes=1, turns={})), "step “tell”, turns", "as short as 7 seconds"),
    (process_of(step_of(minutes=None, turns={"minutes": 1, "of": "responders"})), "step “tell”, turns", "not on the floor"),
    (process_of(step_of(minutes=None, floor="everyone", turns={"minutes": 1, "of": "nobody"})), "step “tell”, turns", "Nobody would take"),
    (process_of(step_of(minutes=None, turns={"minutes": 1, "rounds": 99})), "step “tell”, turns", "“rounds” is 99"),
    (process_of(step_of(minutes=None, turns={"minutes": 1, "pass": "yes"})), "step “tell”, turns", "“pass” is yes"),
    (process_of(step_of(minutes=None, turns={"minutes": 1}, ends="all-ready")), "step “tell”", "had theirs"),
    (process_of(step_of(floor="nobody", say={"everyone": "x"}, turns={"minutes": 1}, minutes=None)), "step “tell”", "in a silence"),
    (process_of(step_of(floor="nobody", say={"everyone": "x"}, ends="floor-done")), "step “tell”", "runs its time"),
    (process_of(step_of(ends="soon")), "step “tell”", "“ends” is soon"),
    (process_of(step_of(manner="shouting")), "step “tell”, manner", "“shouting” is not known"),
    (process_of(step_of(say=None)), "step “tell”, say", "no text for “floor”"),
    (process_of(step_of(say={"floor": "Tell."})), "step “tell”, say", "no text for “silent”"),
    (process_of(step_of(say={"everyone": "x", "boss": "x"})), "step “tell”, say", "not an audience"),
    (process_of(step_of(say={"everyone": "{boss} speaks."})), "step “tell”, say.everyone", "stands for nobody"),
    (process_of(step_of(say={"everyone": "A brace { alone."})), "step “tell”, say.everyone", "stands alone"),
    (process_of(step_of(say={"everyone": "One. Two. Three."})), "step “tell”, say.everyone", "two sentences"),
    (process_of(step_of(makes=[{"kind": "tea", "by": "presenter"}])), "step “tell”, makes 1", "“kind” is tea"),
    (process_of(step_of(makes=[{"kind": "note", "by": "boss"}])), "step “tell”, makes", "“boss” is nobody here"),
    (process_of(step_of(makes={"kind": "note"})), "step “tell”", "“makes” is {"),
    (process_of(step_of(optional="yes")), "step “tell”", "“optional” is yes"),
    (process_of(step_of(decides="tea")), "step “tell”", "“decides” is tea"),
    (process_of(step_of(decides="presenters")), "step “tell”", "Only a frame"),
    (process_of(step_of(choose={"from": "library", "minutes": 5})), "step “tell”", "Only a frame"),
    (process_of(step_of(choose={"from": "library"})), "step “tell”, choose", "how long"),
    (process_of(step_of(choose={"minutes": 5})), "step “tell”, choose", "what may be chosen"),
    (process_of(step_of(floor="nobody", say={"everyone": "x"}, choose={"from": "a", "minutes": 5})), "step “tell”", "choose in a silence"),
    (process_of(step_of(choose={"from": "a", "minutes": 5}), kind="module"), "step “tell”", "module cannot hold"),
    (process_of({"id": "b", "repeat": "member", "steps": []}), "block “b”", "holds no steps"),
    (process_of({"id": "b", "repeat": "tea", "steps": [step_of()]}), "step “b”", "“repeat” is tea"),
    (process_of({"id": "b", "repeat": "presenter", "steps": [step_of()]}), "block “b”", "Only a frame"),
    (process_of({"id": "b", "repeat": "member", "steps": [{"id": "c", "repeat": "member", "steps": []}]}), "step “b”, step “c”", "inside a block"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "where", "what"),
    FAULTY,
    ids=[f"{n} {what}" for n, (*_, what) in enumerate(FAULTY, start=1)],
)
def test_a_fault_says_where_it_is_what_is_wrong_and_what_to_do(text: str, where: str, what: str):
    found = faults(text)

    assert any(fault.where.startswith(where) and what in fault.what for fault in found), found
    assert all(fault.file == "talk.toml" and fault.what and fault.do for fault in found)


FRAME = {"kind": "frame", "for": "group"}
ASKS = step_of(id="bring", floor="everyone", say={"everyone": "Who?"}, decides="presenters")
EACH = {"id": "each", "repeat": "presenter", "steps": [step_of()]}


@pytest.mark.parametrize(
    ("steps", "also", "what"),
    [
        ([ASKS, EACH], {"kind": "frame", "for": "presenter"}, "for the whole group"),
        ([EACH], FRAME, "nobody settles who presents"),
        ([ASKS], FRAME, "no steps repeat per presenter"),
        ([EACH, ASKS], FRAME, "comes after"),
        ([ASKS, {**ASKS, "id": "again"}, EACH], FRAME, "more than once"),
        (
            [ASKS, EACH, {**EACH, "id": "again", "steps": [step_of(id="x")]}],
            FRAME,
            "more than once",
        ),
        ([{**EACH, "steps": [ASKS, step_of()]}], FRAME, "inside a block"),
        ([{**ASKS, "turns": {}}, EACH], FRAME, "not made in turns"),
        ([{**ASKS, "choose": {"from": "library", "minutes": 5}}, EACH], FRAME, "at once"),
    ],
)
def test_faults_of_a_frame(steps: list[dict[str, object]], also: dict[str, object], what: str):
    found = faults(process_of(*steps, **also))

    assert any(what in fault.what for fault in found), found


def test_all_faults_are_named_at_once():
    text = process_of(
        step_of(id="one", minutes=0, flor="x"),
        step_of(id="two", say=None, manner="shouting"),
        version="x",
        name="",
    )

    assert [fault.where for fault in faults(text)] == [
        "process",
        "process",
        "step “one”",
        "step “one”",
        "step “two”, manner",
        "step “two”, say",
        "step “two”, say",
    ]


def test_a_fault_reads_as_one_line():
    [fault] = faults(process_of(step_of(floor="boss")))

    assert str(fault) == (
        "talk.toml: step “tell”: “boss” is not a floor. "
        "Use one of: everyone, nobody, presenter, responders."
    )
