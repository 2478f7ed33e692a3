"""What a document may name as a proof: tests, by file and name, and benches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
BENCH = re.compile(r"`python -m (bench\.\w+)")


@cache
def names_in(file: str) -> frozenset[str]:
    """The functions of this file, methods as `Class::method`, and what is assigned by name."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = {node.name for node in tree.body if isinstance(node, kinds)}
    methods = {
        f"{node.name}::{one.name}"
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for one in node.body
        if isinstance(one, kinds)
    }
    machines = {  # Hypothesis: test_x = Machine.TestCase
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for name in node.targets
        if isinstance(name, ast.Name)
    }
    return frozenset(functions | methods | machines)


def missing(words: str) -> Iterator[str]:
    """What is named in these words and not there, each as a sentence."""
    for file, name in TEST.findall(words):
        if name not in names_in(file):
            yield f"{file} has no {name}."
    for module in BENCH.findall(words):
        if not (ROOT / f"{module.replace('.', '/')}.py").is_file():
            yield f"There is no {module}."
