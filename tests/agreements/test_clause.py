"""Writing one clause: together, at the same time, and nothing is lost."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from pytest_django.asserts import assertRedirects

from levelground.agreements.models import Agreement
from levelground.agreements.queries.agreement import version_of, wordings
from levelground.core.agreement import CLAUSES
from tests.agreements.table import Table, filled_buttons, make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> Table:
    table = make_table()
    table.begin()
    return table


def standing(table: Table, clause: str) -> set[str]:
    return {one.text for one in wordings(table.proof(), table.open).get(clause, [])}


def test_what_one_writes_the_others_read(table: Table):
    assertRedirects(table.write("Ada", "line", "We listen first."), table.url())

    for name in table.people:
        assert "We listen first." in table.page(name)
        assert "We listen first." in table.page(name, "clauses/line/")


def test_it_is_the_groups_and_nobodys_in_particular(table: Table):
    table.write("Ada", "line", "We listen first.")

    page = table.page("Ben", "clauses/line/").split('id="stage"')[1]
    assert "Ada" not in page


@pytest.mark.parametrize("clause", [clause.key for clause in CLAUSES])
def test_each_clause_asks_a_question_and_offers_a_beginning(table: Table, clause: str):
    asked = next(one for one in CLAUSES if one.key == clause)
    page = table.page("Ada", f"clauses/{clause}/")

    assert asked.question in page
    for wording in (*asked.wordings, *asked.prompts):
        assert wording in page
    assert filled_buttons(page) == ["Keep this text"]


def test_a_wording_of_ours_is_put_under_what_was_typed_and_is_not_kept_yet(table: Table):
    response = table.post(
        "Ada", "clauses/line/", id=str(uuid4()), text="My own beginning.", seen="", start="1"
    )

    assert response.status_code == 200
    field = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", response.text, re.DOTALL)
    assert field
    assert field[1].startswith("My own beginning.\n\nWe listen, we ask")
    assert "data-unsaved" in response.text
    assert not standing(table, "line")


def test_a_later_text_takes_the_place_of_the_one_its_writer_saw(table: Table):
    table.write("Ada", "line", "We listen.")
    table.write("Ben", "line", "We listen first.")

    assert standing(table, "line") == {"We listen first."}


def test_two_who_write_at_once_lose_nothing(table: Table):
    both_saw = table.seen("Ada", "line")
    table.write("Ada", "line", "We listen.", seen=both_saw)
    response = table.write("Ben", "line", "We ask.", seen=both_saw)

    assertRedirects(response, table.url("clauses/line/"))
    assert standing(table, "line") == {"We listen.", "We ask."}
    for name in table.people:
        page = table.page(name, "clauses/line/")
        assert "We listen." in page
        assert "We ask." in page
        assert "Nothing is lost" in page


def test_who_has_seen_both_makes_one_of_them(table: Table):
    both_saw = table.seen("Ada", "line")
    table.write("Ada", "line", "We listen.", seen=both_saw)
    table.write("Ben", "line", "We ask.", seen=both_saw)
    field = re.search(
        r'id="write-clause".*?<textarea[^>]*>\s*(.*?)</textarea>',
        table.get("Cai", "clauses/line/").text,
        re.DOTALL,
    )
    assert field
    assert set(field[1].split("\n\n")) == {"We listen.", "We ask."}, "the form begins with both"

    table.write("Cai", "line", "We listen, then we ask.")

    assert standing(table, "line") == {"We listen, then we ask."}


def test_one_of_two_can_be_kept_with_one_press(table: Table):
    both_saw = table.seen("Ada", "setup")
    table.write("Ada", "setup", "Tuesdays.", seen=both_saw, number=60)
    table.write("Ben", "setup", "Mondays.", seen=both_saw, number=90)
    page = table.get("Cai", "clauses/setup/").text
    form = next(part for part in page.split("<form")[1:] if "Keep this one" in part)
    data = dict(re.findall(r'name="(id|seen|text|number)"\s+value="([^"]*)"', form))

    table.post("Cai", "clauses/setup/", **data)

    assert standing(table, "setup") == {data["text"]}
    (kept,) = wordings(table.proof(), table.open)["setup"]
    assert str(kept.number) == data["number"]


def test_the_same_text_at_once_is_one_text(table: Table):
    both_saw = table.seen("Ada", "line")
    for name in ("Ada", "Ben"):
        table.write(name, "line", "We listen.", seen=both_saw)

    (only,) = wordings(table.proof(), table.open)["line"]
    assert only.text == "We listen."


def test_the_same_form_sent_again_changes_nothing_even_after_others_wrote(table: Table):
    key = str(uuid4())
    seen = table.seen("Ada", "line")
    table.write("Ada", "line", "We listen.", seen=seen, key=key)
    table.write("Ben", "line", "We listen first.")
    table.write("Ada", "line", "We listen.", seen=seen, key=key)

    assert standing(table, "line") == {"We listen first."}


def test_an_empty_text_leaves_the_clause_out(table: Table):
    table.write("Ada", "roles", "We take turns.")
    table.write("Ben", "roles", "")

    assert standing(table, "roles") == set()


def test_a_figure_belongs_to_its_clause(table: Table):
    table.write("Ada", "attendance", "We come.", number=4)

    assert table.texts()["attendance"].startswith("We meet if at least 4 of us are there.")


@pytest.mark.parametrize(
    ("clause", "data"),
    [
        ("attendance", {"number": "many", "text": "We come."}),
        ("attendance", {"number": "1", "text": "We come."}),
        ("attendance", {"number": "", "text": "We come."}),
        ("line", {"text": "x" * 3001}),
        ("line", {"id": "nonsense", "text": "mine"}),
        ("line", {"seen": "nonsense", "text": "mine"}),
        ("line", {"start": "nonsense", "text": "mine"}),
        ("line", {"text": "a\x00b"}),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_is_given_back(
    table: Table, clause: str, data: dict[str, str]
):
    response = table.post("Ada", f"clauses/{clause}/", **({"id": str(uuid4()), "seen": ""} | data))

    assert response.status_code == 422
    assert data["text"].replace("\x00", "") in response.text.replace("\x00", "")
    assert not standing(table, clause)


def test_an_id_of_somebody_elses_words_is_refused(table: Table):
    other = make_table(("Dana", "Eli", "Hana"))
    other.begin("Dana")
    other.write("Dana", "line", "Theirs.")
    (theirs,) = wordings(other.proof("Dana"), other.open)["line"]

    table.write("Ada", "line", "Ours.", key=str(theirs.id))

    assert other.texts_of("Dana")["line"] == "Theirs."
    assert not standing(table, "line")


def test_each_change_tells_open_pages(table: Table):
    before = version_of(table.group)
    table.write("Ada", "line", "We listen.")
    assert version_of(table.group) == before + 1

    table.write("Ben", "line", "We listen.")
    assert version_of(table.group) == before + 1, "nothing changed"


def test_an_open_page_is_given_its_part_alone(table: Table):
    table.write("Ada", "line", "We listen.")

    part = table.get("Ben", "clauses/line/", **{"hx-request": "true"}).text

    assert part.strip().startswith("<div")
    assert f'data-version="{version_of(table.group)}"' in part
    assert "We listen." in part


def test_when_it_was_put_to_everybody_meanwhile_what_was_typed_comes_back(table: Table):
    table.write_all()
    seen = table.seen("Ben", "line")
    table.post("Ada", "proposal/")

    response = table.write("Ben", "line", "One more idea", seen=seen)

    assert response.status_code == 409
    assert "put to everybody" in response.text
    assert "One more idea" in response.text
    assert "One more idea" not in table.page("Ada")


def test_a_page_that_is_open_then_keeps_its_form(table: Table):
    table.write_all()
    table.post("Ada", "proposal/")

    part = table.get("Ben", "clauses/line/", **{"hx-request": "true"}).text

    assert 'id="write-clause"' in part
    assert "put to everybody meanwhile" in part
    assertRedirects(table.get("Ben", "clauses/line/"), table.url())


def test_there_is_no_clause_but_ours(table: Table):
    assert table.get("Ada", "clauses/fines/").status_code == 404
    assert table.post("Ada", "clauses/fines/", text="x").status_code == 404


def test_where_nothing_is_being_written_there_is_nothing_to_write(table: Table):
    Agreement.objects.all().delete()

    assertRedirects(table.get("Ada", "clauses/line/"), table.url())


def test_what_people_write_is_text(table: Table):
    table.write("Ada", "line", "<script>alert(1)</script>")

    for page in ("", "clauses/line/"):
        assert "<script>alert" not in table.get("Ben", page).text
