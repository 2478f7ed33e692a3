from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levelground.core.formation import Faulty, Free, Rules, Weights
from levelground.core.formation.reading.people_list import read
from levelground.core.formation.reading.rules_file import read_rules
from levelground.core.formation.reading.times import Unclear, free_times
from levelground.core.spreadsheets import safe
from levelground.terminal.form_example import RULES, people_csv

DEFAULTS = Rules(), Weights()


def rows(*lines: str) -> bytes:
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_whatever_the_program_that_wrote_it(encoding: str, separator: str):
    text = separator.join(["Full Name", "E-mail", "Org", "Languages spoken", "Age"]) + "\r\n"
    text += separator.join(["Zoë", "zoe@x.nz", "Café", '"English, French"', "34"]) + "\r\n"

    roster = read(text.encode(encoding), *DEFAULTS)

    person = roster.people[0]
    assert (person.name, person.id, person.organisation) == ("Zoë", "zoe@x.nz", "Café")
    assert person.languages == ("English", "French")
    assert person.answers == {"age": 34.0}
    assert roster.rows == (2,)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Tue 9-12; Thu pm", [(1, 540, 720), (3, 720, 1020)]),
        ("tuesday 9am – 12pm", [(1, 540, 720)]),
        ("Mon-Wed 9:30-11", [(0, 570, 660), (1, 570, 660), (2, 570, 660)]),
        ("Mon, Wed am", [(0, 480, 720), (2, 480, 720)]),
        ("Fri 1-3pm", [(4, 780, 900)]),
        ("Fri 11-1pm", [(4, 660, 780)]),
        ("weekends 10 to 16", [(5, 600, 960), (6, 600, 960)]),
        ("Thu 9-12, 13-15", [(3, 540, 720), (3, 780, 900)]),
        ("Thu 22-24", [(3, 1320, 1440)]),
        ("", []),
    ],
)
def test_times_as_people_write_them(text: str, times: list[tuple[int, int, int]]):
    expected = [Free(starts=d * 1440 + a, ends=d * 1440 + b) for d, a, b in times]

    assert list(free_times(text)) == expected


@pytest.mark.parametrize(
    "text", ["Tue 1-3", "Tue 9-5", "9-12", "Tue sometimes", "Tue 25-26", "Blursday 9-12", "Tue 9-9"]
)
def test_what_could_be_read_in_two_ways_is_not_guessed(text: str):
    with pytest.raises(Unclear):
        free_times(text)


def test_times_in_columns():
    data = rows("name,Mon am,Tue,Wednesday evening", "Ada,x,9-12,no", "Ben,,yes,yes")

    ada, ben = read(data, *DEFAULTS).people

    assert ada.free == (Free(starts=480, ends=720), Free(starts=1440 + 540, ends=1440 + 720))
    assert ben.free == (
        Free(starts=1440 + 480, ends=1440 + 1080),
        Free(starts=2880 + 1020, ends=2880 + 1260),
    )


def test_lines_by_name_or_id():
    data = rows("id,name,manager", "1,Ada Ames,", "2,Ben,ada  ames", "3,Cai,1")

    people = read(data, *DEFAULTS).people

    assert [person.reports_to for person in people] == ["", "1", "1"]


@pytest.mark.parametrize(
    ("heading", "cell", "age"),
    [
        ("age", "34", 34),
        ("Age band", "30-39", 34.5),
        ("age group", "65+", 65),
        ("Year of birth", "1990", 36),
        ("Born", "3.4.1990", 36),
        ("age", "prefer not to say", None),
    ],
)
def test_an_age_or_a_birth_year_or_a_band(heading: str, cell: str, age: float | None):
    person = read(rows(f"name,{heading}", f"Ada,{cell}"), *DEFAULTS).people[0]

    assert person.answers.get("age") == age


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["name,age", "Ada,1990"], "Row 2, age: “1990” looks like a year"),
        (["name,trained", "Ada,perhaps"], "Row 2, trained: “perhaps” is neither yes nor no"),
        (["name,manager", "Ada,Bob"], "Row 2, reports to: Nobody here is called “Bob”"),
        (["name,manager", "Ada,", "Adam,Adda"], "Did you mean “ada”"),
        (["id,name,manager", "1,Ada,", "2,Ada,", "3,Cai,Ada"], "could be any of 2 people"),
        (
            ["name,times", "Ada,Tue 1-3"],
            "Row 2, times: “1-3” could be morning or afternoon; write 13-15",
        ),
        (["name,sex,gender", "Ada,,"], "mean the same: “sex”, “gender”"),
        (["colour", "red"], "A column called id or name is needed"),
        (
            ["name,manager", "Ada,Ben", "Ben,Ada"],
            "Row 2, reports to: The reporting line runs in a circle",
        ),
        (["name", '"Ada'], "never closed"),
        (["name,age", "Ada,34,x"], "Row 2: It has 3 cells under 2 headings"),
        (["name"], "headings but no people"),
        ([""], "empty"),
    ],
)
def test_faults_are_named_with_row_and_column(lines: list[str], what: str):
    with pytest.raises(Faulty) as faulty:
        read(rows(*lines), *DEFAULTS)

    assert what in str(faulty.value)


def test_nothing_is_guessed_in_silence():
    notes = read(b"name;shoe size;availability\nAda;39;Tue pm", *DEFAULTS).notes

    assert "Columns are separated by semicolons." in notes
    assert "Column “shoe size” is not used; name it under [mix] to count it." in notes
    assert "“pm” was read as 12:00 to 17:00." in notes
    assert any("everybody listed counts as having said yes" in note for note in notes)


def test_the_sample_reads_without_a_fault():
    rules, weights = read_rules(RULES)

    roster = read(people_csv().encode(), rules, weights)

    assert len(roster.people) == 48
    assert len({person.organisation for person in roster.people}) == 7


def malformed(seed: int, text: str = "") -> bytes:
    """A sample, or another list, with some damage done to it."""
    chance = random.Random(seed)
    data = bytearray(
        (text or people_csv()).encode(
            chance.choice(["utf-8", "utf-16", "cp1252"]), errors="replace"
        )
    )
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) or 1)
        kind = chance.randrange(6)
        junk = chance.choice(
            [
                b'"',
                b"\x00",
                b",",
                b";",
                b"\r",
                b"\n",
                b"\xff\xfe",
                b"=cmd|' /C calc'!A0",
                "\u202e".encode(),
                b"9" * 40,
                b"\xf0",
            ]
        )
        if kind == 0:
            data[at:at] = junk * chance.choice([1, 2, 50])
        elif kind == 1:
            del data[at : at + chance.randint(1, 200)]
        elif kind == 2:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 3:
            data[at : at + 30] = bytes(chance.randrange(256) for _ in range(30))
        elif kind == 4:
            data = data[: at + 1]
        else:
            data[at:at] = data[: chance.randint(1, 500)]
    return bytes(data)


def test_malformed_files_get_sentences():
    for seed in range(300):
        try:
            read(malformed(seed), *DEFAULTS)
        except Faulty as faulty:
            assert all(fault.what.strip().endswith((".", "?")) for fault in faulty.faults), faulty


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(data: bytes):
    try:
        read(data, *DEFAULTS)
    except Faulty as faulty:
        assert faulty.faults


@pytest.mark.parametrize(
    "data",
    [
        b"name," + b"x" * 3_000_000,
        b"," * 1_000_000,
        b"name\n" + b"a\n" * 250_000,
        b"name\n" + b'"' * 999_999,
        b"x" * 65_000_000,
    ],
    ids=["long line", "many columns", "many rows", "quotation marks", "large"],
)
def test_monsters_are_refused(data: bytes):
    with pytest.raises(Faulty):
        read(data, *DEFAULTS)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n\x00'\",; aé\u202e＝|"), max_size=12))
def test_no_cell_becomes_a_formula(cell: str):
    written = io.StringIO()
    csv.writer(written).writerow([safe(cell)])
    back = (
        next(csv.reader(io.StringIO(written.getvalue(), newline="")), [""])[0]
        if written.getvalue().strip()
        else ""
    )

    assert not back.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝"))
    assert not back.lstrip("\"' ,;|\u202e").startswith(("=", "@")) or back.startswith("'")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[size]\nleast = '4'", "size.least: This must be a whole number."),
        ("[colour]\nred = 1", "There is no part called [colour]"),
        ("[rules]\ntrianed = 'all'", "There is no “trianed”"),
        ("[rules]\ntrained = 'most'", "one of all, majority, none"),
        ("[mix]\nage = 'high'", "mix.age: This must be a number."),
        ("[programme]\nstarts_on = '2026'", "must be a date"),
        ("= 3", "It is not TOML"),
    ],
)
def test_rules_are_read_strictly(text: str, what: str):
    with pytest.raises(Faulty) as faulty:
        read_rules(text)

    assert what in str(faulty.value)
