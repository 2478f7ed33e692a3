"""Every sentence of ours that people read, out of the source: what a catalogue is made of.

Python is read as Python (by whatever name a mark was imported), templates as Django reads them. So
nothing but Python is needed, and no sentence is missed because it was marked under another name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.utils.translation.template import templatize

from levelground.config import whereabouts
from levelground.core.catalogue import Entry

SHAPES = {  # which argument is what
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
    "Sentence": ("text", "plural"),
}
MARKS = {
    "django.utils.translation": {
        f"{name}{kind}": shape for name, shape in SHAPES.items() for kind in ("", "_lazy", "_noop")
    },
    "levelground.core.words": {"gettext_noop": SHAPES["gettext"], "Sentence": SHAPES["Sentence"]},
}
NOTE = re.compile(r"\s*#\s*(Translators:.*)")
TEMPLATES = (".html", ".txt")
QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(
    rf"\b(_|n?p?gettext)\(\s*({QUOTED}(?:\s*,\s*{QUOTED})*)|#\s*(Translators:[^\n]*)"
)


def fresh_entries(source: Path) -> list[Entry]:
    """Each sentence once, with the files it stands in, in their order."""
    found: dict[tuple[str, str], Entry] = {}
    for path in sorted(source.rglob("*")):
        place = f"src/{source.name}/{path.relative_to(source).as_posix()}"
        for entry in _entries_in(path):
            before = found.get(entry.key, replace(entry, places=(), notes=()))
            found[entry.key] = replace(
                before,
                plural=before.plural or entry.plural,
                notes=tuple(dict.fromkeys((*before.notes, *entry.notes))),
                places=tuple(dict.fromkeys((*before.places, place))),
            )
    return sorted(found.values(), key=lambda entry: (entry.places, entry.key))


def in_python(text: str) -> Iterator[Entry]:
    """What a module marks, whatever it calls the mark."""
    tree = ast.parse(text)
    lines = text.splitlines()
    marks = dict(_marks_of(tree))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (shape := marks.get(ast.unparse(node.func))):
            entry = _entry(shape, node.args)
            if entry is not None:
                notes = _notes_above(lines, node.lineno)
                if not notes and needs_a_note(entry):
                    notes = (whereabouts.in_python(parents, node),)
                yield replace(entry, notes=notes)


def in_template(text: str, *, name: str) -> Iterator[Entry]:
    """What a template marks; a comment “Translators: …” belongs to the mark that follows."""
    note = ""
    for call in IN_TEMPLATE.finditer(templatize(text, origin=name)):
        if call[3]:
            note = call[3].strip()
            continue
        shape = SHAPES["gettext" if call[1] == "_" else call[1]]
        texts = ast.literal_eval(f"({call[2]},)")
        given = dict(zip(shape, texts, strict=False))
        entry = Entry(
            text=given["text"], plural=given.get("plural", ""), context=given.get("context", "")
        )
        if not note and needs_a_note(entry):
            note = whereabouts.in_template(text, entry.text)
        yield replace(entry, notes=(note,) if note else ())
        note = ""


def needs_a_note(entry: Entry) -> bool:
    """One or two words without a context can mean many things."""
    return whereabouts.is_short(entry.text) and not entry.context


def _entries_in(path: Path) -> Iterator[Entry]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        yield from in_python(path.read_text(encoding="utf-8"))
    elif path.suffix in TEMPLATES and "templates" in path.parts:
        yield from in_template(path.read_text(encoding="utf-8"), name=str(path))


def _marks_of(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            if shape := MARKS.get(node.module or "", {}).get(alias.name):
                yield alias.asname or alias.name, shape
            elif f"{node.module}.{alias.name}" in MARKS:  # such as `translation.gettext`
                for name, shape in MARKS[f"{node.module}.{alias.name}"].items():
                    yield f"{alias.asname or alias.name}.{name}", shape


def _entry(shape: tuple[str, ...], arguments: list[ast.expr]) -> Entry | None:
    """None where it is no text that is written here, but one that was marked elsewhere."""
    given: dict[str, str] = {}
    for part, argument in zip(shape, arguments, strict=False):
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            break
        given[part] = argument.value
    if not given.get("text"):
        return None
    return Entry(
        text=given["text"], plural=given.get("plural", ""), context=given.get("context", "")
    )


def _notes_above(lines: list[str], number: int) -> tuple[str, ...]:
    found: list[str] = []
    for line in reversed(lines[: number - 1]):
        if (note := NOTE.match(line)) is None:
            break
        found.insert(0, note[1])
    return tuple(found)
