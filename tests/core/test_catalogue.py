from __future__ import annotations

import gettext
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelground.core.catalogue import Entry, compiled, merged, read_po, write_po

HEAD = Entry(
    text="",
    texts=(
        "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
    ),
)
ENTRIES = [
    HEAD,
    Entry(text='Say “hello”\n  and \\ "more"', texts=("Kia ora",), notes=("On the first page.",)),
    Entry(text="May", context="month", texts=("Mei",), places=("src/levelground/ui/week.py",)),
    Entry(text="May", texts=("Dürfen",)),
    Entry(text="%(n)d group", plural="%(n)d groups", texts=("eine", "%(n)d Gruppen")),
    Entry(text="Not yet"),
    Entry(text="Perhaps", texts=("Vielleicht?",), is_unsure=True),
]


def test_what_is_written_is_read_again():
    assert read_po(write_po(ENTRIES)) == [
        *ENTRIES[:5],
        Entry(text="Not yet", texts=("",)),
        ENTRIES[6],
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back(text: str):
    assert read_po(write_po([Entry(text=text, texts=(text,))]))[0].texts == (text,)


def test_gettext_itself_reads_what_is_compiled():
    read = gettext.GNUTranslations(BytesIO(compiled(ENTRIES)))

    assert read.gettext("May") == "Dürfen"
    assert read.pgettext("month", "May") == "Mei"
    assert read.ngettext("%(n)d group", "%(n)d groups", 3) == "%(n)d Gruppen"
    assert read.gettext("Perhaps") == "Perhaps"  # nobody is sure
    assert read.gettext("Not yet") == "Not yet"


def test_fresh_sentences_keep_the_translations_there_were():
    fresh = [Entry(text="May"), Entry(text="New"), Entry(text="Perhaps", plural="More")]

    head, may, new, perhaps = merged(ENTRIES, fresh)

    assert head == HEAD
    assert may.texts == ("Dürfen",)
    assert not new.texts
    assert perhaps.is_unsure


def test_what_is_no_catalogue_is_refused():
    with pytest.raises(ValueError, match="not a line"):
        read_po('msgid "never closed\n')
