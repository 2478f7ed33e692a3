"""Nobody goes round the door: no other module may even name what is behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "levelground"
BEHIND = {
    "levelground.words.models",
    "levelground.words.store",
}
MINTS = {"_MINT", "MembershipProof", "SelfProof"}
CIPHER = "cryptography"
ITS_EXCEPTIONS = "cryptography.exceptions"  # to catch one opens nothing
MAY_SEAL = {"sealing/envelope.py"}  # who may use it is a contract of import-linter's


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def trespasses(source: str, *, where: str) -> list[str]:
    """What this module does that only the door may do."""
    tree = ast.parse(source)
    found = []
    if not where.startswith("words/"):
        found += [name for name in imported(tree) if name in BEHIND]
        found += [
            f"makes a {node.func.id}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in MINTS
        ]
        found += [
            f"asks for the model {node.args[-1].value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"get_model", "import_module"}
            and node.args
            and isinstance(node.args[-1], ast.Constant)
            and str(node.args[-1].value).lower() in {"words", "words.words", "datakey", *BEHIND}
        ]
        found += [
            f"names the table {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "words_words" in node.value
        ]
    if where != "words/queries.py":
        found += [
            f"names {name}"
            for node in ast.walk(tree)
            for name in (getattr(node, "id", ""), getattr(node, "attr", ""))
            if name == "_MINT"
        ]
        found += [name for name in imported(tree) if name.endswith("._MINT")]
    if where not in MAY_SEAL:
        found += [
            name
            for name in imported(tree)
            if name.split(".")[0] == CIPHER and not name.startswith(ITS_EXCEPTIONS)
        ]
    return found


def test_nobody_goes_round_the_door():
    found = {
        where: wrong
        for file in SOURCE.rglob("*.py")
        if "/migrations/" not in file.as_posix()
        and (where := file.relative_to(SOURCE).as_posix())
        and (wrong := trespasses(file.read_text(), where=where))
    }

    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "from levelground.words.models import Words",
        "from levelground.words import models",
        "import levelground.words.store",
        "from levelground.words import store",
        "from django.apps import apps\napps.get_model('words', 'Words')",
        "cursor.execute('SELECT body FROM words_words')",
        "from levelground.words.queries import MembershipProof\nMembershipProof(1, 2, None)",
        "from levelground.words.queries import _MINT",
        "from levelground.words import queries\nqueries._MINT",
        "from cryptography.fernet import Fernet",
    ],
)
def test_control_every_way_round_is_noticed(source: str):
    assert trespasses(source, where="reports/queries.py")


def test_words_have_no_admin_and_no_way_back():
    from levelground.words.models import Words  # noqa: PLC0415  this test may

    relations = {
        getattr(field.remote_field, "related_name", None)
        for field in Words._meta.fields
        if field.is_relation
    }
    assert relations == {"+"}, "no group.words, no person.words"
    assert not list(SOURCE.rglob("admin.py"))
