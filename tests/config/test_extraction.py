"""Every sentence that is marked reaches the translators' catalogue, by whatever name it was marked."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils.translation.template import templatize
from pytest_django import Settings

import levelground
from levelground.config.extraction import fresh_entries, in_python, in_template, needs_a_note
from levelground.config.languages import CATALOGUE
from levelground.core.catalogue import Entry, merged, read_po

SOURCE = Path(levelground.__file__).parent
KEYWORDS = (  # as Django's own command has them
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3",
    "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3",
)  # fmt: skip
SPEAKERS = {"Sentence", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext"}


@pytest.fixture(scope="module")
def catalogue() -> set[str]:
    found = fresh_entries(SOURCE)
    return {entry.text for entry in found} | {entry.plural for entry in found}


def marked_in(source: str) -> Iterator[str]:
    """Looked for in another way than the catalogue does: by the text of the imports, then of the calls."""
    names = {"_", *SPEAKERS}
    for line in source.splitlines():
        before, comes_as, alias = line.strip().rpartition(" as ")
        if comes_as and before.split()[-1] in SPEAKERS:
            names.add(alias.rstrip(","))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            said = node.args[0] if node.args else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def test_every_marked_sentence_of_the_source_is_in_a_fresh_catalogue(catalogue: set[str]):
    marked = [text for path in SOURCE.rglob("*.py") for text in marked_in(path.read_text()) if text]

    assert len(marked) > 1400
    assert [text for text in marked if text not in catalogue] == []


@pytest.mark.parametrize(
    "planted",
    [
        'from django.utils.translation import gettext_noop as one_of\none_of("Planted.")',
        'from levelground.core.words import gettext_noop as noop\nnoop("Planted.")',
        'from levelground.core.words import Sentence\nSentence("Planted.", "Planteds.", 2)',
        'from django.utils import translation\ntranslation.gettext("Planted.")',
        'from django.utils.translation import pgettext_lazy as p\np("month", "Planted.")',
    ],
)
def test_control_what_is_planted_under_any_name_is_read(planted: str):
    assert [entry.text for entry in in_python(planted)] == ["Planted."]


def test_control_what_is_not_in_the_catalogue_is_noticed(catalogue: set[str]):
    planted = 'from levelground.core.words import gettext_noop as noop\nnoop("Planted.")'

    assert [text for text in marked_in(planted) if text not in catalogue] == ["Planted."]


def test_what_is_only_handed_on_is_no_sentence():
    assert not list(in_python("from django.utils.translation import gettext as _\n_(name)\n_('')"))
    assert not list(in_python('_("nobody imported this")'))


def test_templates_are_read_as_django_reads_them():
    text = """{% load i18n %}{# Translators: on a button #}
{% translate "May" context "month" %}
    {% blocktranslate trimmed count n=all %}
      {{ n }} "group"
    {% plural %}
      {{ n }} groups
    {% endblocktranslate %}<a title="{% translate 'Don’t' as x %}">{{ _("Now")|upper }}</a>"""

    assert list(in_template(text, name="x.html")) == [
        Entry(text="May", context="month", notes=("Translators: on a button",)),
        Entry(text='%(n)s "group"', plural="%(n)s groups", notes=("in a text",)),
        Entry(text="Don’t", notes=("the attribute “title”",)),
        Entry(text="Now", notes=("a link",)),
    ]


def test_a_comment_for_translators_comes_along():
    (entry,) = in_python(
        "from django.utils.translation import gettext as _\n"
        "# Translators: the fifth month\n"
        '_("May")'
    )

    assert entry.notes == ("Translators: the fifth month",)


def test_one_or_two_words_alone_say_where_they_stand():
    alone = [entry for entry in fresh_entries(SOURCE) if needs_a_note(entry)]

    assert len(alone) > 300
    assert [entry.text for entry in alone if not any(entry.notes)] == []


def test_control_a_bare_word_would_be_noticed():
    assert needs_a_note(Entry(text="Open"))
    assert not needs_a_note(Entry(text="Open", context="state of an action"))
    assert not needs_a_note(Entry(text="Open the fold"))


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("class A:\n    OPEN = 'open', _('Open')", "as “OPEN”"),
        ("x = field(label=_('Open'))", "as “label”"),
        ("x = {State.OPEN: _('Open')}", "for “State.OPEN”"),
        ("def button():\n    return _('Open')", "in “button”"),
    ],
)
def test_in_python_it_is_told_by_what_it_is_for(source: str, note: str):
    (entry,) = in_python(f"from django.utils.translation import gettext as _\n{source}")

    assert entry.notes == (note,)


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext, another reader, is not here")
def test_gettext_s_own_reader_finds_nothing_that_we_do_not(tmp_path: Path, catalogue: set[str]):
    for path in SOURCE.rglob("*"):
        if path.suffix in {".html", ".txt"} and "templates" in path.parts:
            flat = str(path.relative_to(SOURCE)).replace("/", "-")
            tmp_path.joinpath(f"{flat}.py").write_text(templatize(path.read_text()))
    files = [*map(str, SOURCE.rglob("*.py")), *map(str, tmp_path.glob("*.py"))]
    written = subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", "--output=-", "--no-wrap"]
        + ["--keyword=_"]
        + [f"--keyword={one}" for one in KEYWORDS]
        + files,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    theirs = {entry.text for entry in read_po(written)}
    assert len(theirs) > 2000
    assert {text for text in theirs - catalogue if text} == set()


def test_every_catalogue_that_ships_is_up_to_date():
    for path in Path(django_settings.LOCALE_PATHS[0]).glob(f"*/{CATALOGUE}"):
        there = read_po(path.read_text(encoding="utf-8"))
        assert there == merged(there, fresh_entries(SOURCE)), "run manage.py makemessages"


def test_the_commands_make_a_catalogue_and_say_what_is_missing(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    settings.LOCALE_PATHS = [tmp_path]

    call_command("makemessages", locale="mi")
    call_command("compilemessages")

    said = capsys.readouterr().out
    assert "sentences" in said
    assert "mi: not offered yet" in said
    assert (tmp_path / "mi/LC_MESSAGES/django.mo").is_file()
    assert 'covers = ["everything"]' in (tmp_path / "mi/language.toml").read_text()
