"""From what people said, each alone, to people as the rules see them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelground.core.formation import Person, Rules, Weights, check
from levelground.core.formation.reading.profiles import (
    ABOVE,
    Confidence,
    Joiner,
    ProfileAnswers,
    Standing,
    joined,
)


def joiner(name: str, *confidences: tuple[str, str], **said: object) -> Joiner:
    said.setdefault(
        "confidences",
        tuple(Confidence(standing=Standing(standing), who=who) for standing, who in confidences),
    )
    first = name.split(maxsplit=1)[0]
    return Joiner(
        id=f"person-{first.lower()}",
        name=first,
        names=(name,),
        address=f"{first.lower()}@example.org",
        profile=ProfileAnswers(**said),  # type: ignore[arg-type]  # fields of Said
    )


def by_id(*joiners: Joiner) -> dict[str, Person]:
    return {person.id.removeprefix("person-"): person for person in joined(joiners)}


@pytest.mark.parametrize(
    "who", ["Ben Cole", "ben@example.org", " BEN  cole ", "Ben@Example.org", "Ben"]
)
def test_somebody_above_is_found_by_name_or_address(who: str):
    people = by_id(joiner("Ada Lee", ("reports to", who)), joiner("Ben Cole"), joiner("Cai Roe"))

    assert people["ada"].reports_to == "person-ben"
    assert people["cai"] == by_id(joiner("Cai Roe"))["cai"]


@pytest.mark.parametrize(
    ("standing", "over"),
    [
        ("assessed by", "ben"),
        ("paid by", "ben"),
        ("assesses", "ada"),
        ("pays", "ada"),
        ("stands under", "ben"),
        ("stands over", "ada"),
    ],
)
def test_who_assesses_or_pays_answers_for_the_other(standing: str, over: str):
    people = by_id(joiner("Ada Lee", (standing, "Ben Cole")), joiner("Ben Cole"))
    under = {"ada": "ben", "ben": "ada"}[over]

    assert people[over].answers_for == (f"person-{under}",)
    assert not people[under].answers_for


def test_whoever_was_chosen_by_name_is_the_one_who_is_meant():
    confidences = Confidence(standing=Standing.APART, who="Ben", id="person-ben")
    chosen = joiner("Ada Lee", confidences=(confidences,))
    namesake = Joiner(id="person-ben-2", name="Ben", address="other@example.org")

    people = by_id(chosen, joiner("Ben Cole"), namesake)
    assert people["ada"].not_together == ("person-ben",)
    assert by_id(chosen, namesake)["ada"].not_together == (), "they are not here"


def test_rather_not_with_is_enough_from_one_side():
    people = by_id(joiner("Ada Lee", ("rather not with", "Ben Cole")), joiner("Ben Cole"))

    assert people["ada"].not_together == ("person-ben",)
    assert people["ben"].not_together == ()


def test_a_name_that_may_be_two_keeps_apart_from_both():
    people = by_id(
        joiner("Ada Lee", ("reports to", "Sam")),
        Joiner(id="person-1", name="Sam", names=("Sam Roe",), address="sam.roe@example.org"),
        Joiner(id="person-2", name="Sam", names=("Sam Poe",), address="sam.poe@example.org"),
    )

    assert people["ada"].reports_to == ""
    assert set(people["ada"].not_together) == {"person-1", "person-2"}


def test_a_whole_name_means_the_one_who_has_it():
    people = by_id(
        joiner("Ada Lee", ("reports to", "Sam Roe")),
        Joiner(id="person-1", name="Sam R", names=("Sam Roe",), address="sam.roe@example.org"),
        Joiner(id="person-2", name="Sam", names=("Sam Poe",), address="sam.poe@example.org"),
    )

    assert people["ada"].reports_to == "person-1"


def test_macrons_and_capitals_do_not_matter():
    people = by_id(joiner("Ada Lee", ("manages", "māia te-ao")), joiner("Maia Te Ao"))

    assert people["maia"].reports_to == "person-ada"


@pytest.mark.parametrize("who", ["Zed", "zed@example.org", "", "...", "Ada Lee", "ada@example.org"])
def test_nobody_here_or_oneself_changes_nothing(who: str):
    ada = joiner("Ada Lee", ("reports to", who), ("rather not with", who))
    people = by_id(ada, joiner("Ben Cole"))

    assert people == by_id(joiner("Ada Lee"), joiner("Ben Cole"))


def test_two_who_both_say_they_report_to_the_other_are_apart_and_no_fault():
    people = by_id(
        joiner("Ada Lee", ("reports to", "Ben")), joiner("Ben Cole", ("reports to", "Ada"))
    )

    assert people["ada"].reports_to == "person-ben"
    assert people["ada"].answers_for == ("person-ben",)
    assert not check(list(people.values()), Rules(), Weights())


def test_answers_are_folded_and_what_is_left_open_stays_open():
    ada = joiner(
        "Ada Lee",
        gender=("Woman",),
        ethnicity=("Māori", "  NZ  European "),
        age="35-44",
        role="Roster  planner",
        experience=7,
        not_alone_in=("gender", "role", "ethnicity", "shoe"),
    )

    person = by_id(ada)["ada"]

    assert person.answers == {
        "gender": ("woman",),
        "ethnicity": ("māori", "nz european"),
        "role": ("roster planner",),
        "age": 39.5,
        "experience": 7.0,
    }
    assert person.not_alone_in == ("gender", "role", "ethnicity")
    assert by_id(joiner("Ben Cole", not_alone_in=("gender",)))["ben"].not_alone_in == ()


NAMES = ("Ada Lee", "Ben Cole", "Cai Roe", "Sam Roe", "Eli Poe", "Māia Te Ao")
WHO = st.sampled_from(
    [*NAMES, "Roe", "Ada", "maia@example.org", "ben@example.org", "zed", "", "@", "…"]
)
CONFIDENCES = st.lists(st.tuples(st.sampled_from([one.value for one in Standing]), WHO), max_size=4)


@given(st.lists(CONFIDENCES, min_size=len(NAMES), max_size=len(NAMES)))
def test_whatever_people_tell_the_rules_can_be_applied(confidences: list[list[tuple[str, str]]]):
    """No circle, no unknown id, nobody beside themselves: one person's words stop nobody's forming."""
    people = joined([joiner(name, *said) for name, said in zip(NAMES, confidences, strict=True)])

    assert not check(people, Rules(), Weights())


@given(st.lists(CONFIDENCES, min_size=len(NAMES), max_size=len(NAMES)))
def test_nothing_that_is_told_is_lost(confidences: list[list[tuple[str, str]]]):
    """Whoever names somebody exactly is kept apart from them, whatever the others said."""
    people = {
        person.name: person
        for person in joined(
            [joiner(name, *said) for name, said in zip(NAMES, confidences, strict=True)]
        )
    }
    for name, said in zip(NAMES, confidences, strict=True):
        for standing, who in said:
            if who in NAMES and who != name:
                pair = people[name.split()[0]], people[who.split()[0]]
                assert are_apart(*pair), (name, standing, who)


def are_apart(one: Person, other: Person) -> bool:
    return any(
        a.reports_to == b.id or b.id in a.answers_for or b.id in a.not_together
        for a, b in ((one, other), (other, one))
    )


def test_control_a_reader_that_drops_what_is_told_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("levelground.core.formation.reading.profiles._stand", lambda *_: None)
    people = by_id(joiner("Ada Lee", ("reports to", "Ben Cole")), joiner("Ben Cole"))

    assert not are_apart(people["ada"], people["ben"])


def test_a_long_line_stays_a_line():
    names = [f"P{at} Row" for at in range(40)]
    chain = [joiner(low, ("reports to", high)) for low, high in pairwise(names)]
    people = joined([*chain, joiner(names[-1], ("reports to", names[0]))])

    assert sum(bool(person.reports_to) for person in people) == len(names) - 1
    assert not check(people, Rules(), Weights())


def test_standings_are_all_read():
    assert len(Standing) == 9
    assert len(ABOVE) == 4
