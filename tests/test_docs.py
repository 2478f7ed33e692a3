"""What the documents promise is there, and what is there is in the documents."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from levelground.terminal.main import main

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "levelground"
OPERATIONS = (ROOT / "docs" / "OPERATIONS.md").read_text()
README = ROOT / "README.md"


def settings_read() -> set[str]:
    """Names that our code takes from the environment."""
    found: set[str] = set()
    for file in SOURCE.glob("config/*.py"):
        for kind, name in re.findall(r'env_(\w+)\(\s*"(\w+)"', file.read_text()):
            found |= {name, f"{name}_FILE"} if kind == "secret" else {name}
    return found


def settings_documented() -> set[str]:
    table = OPERATIONS.split("## Settings")[1].split("## ")[0]
    names = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {name for cell in names for name in re.findall(r"`(\w+)`", cell)}


def test_every_setting_is_documented_and_every_documented_setting_exists():
    read_by_uvicorn = {"FORWARDED_ALLOW_IPS"}

    assert settings_read() | read_by_uvicorn == settings_documented()


def test_the_environment_is_read_in_one_place_only():
    elsewhere = [
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        # `**os.environ` hands all of it on to another program, and reads nothing
        if re.search(r"(?<!\*\*)os\.(environ(?!\.setdefault)|getenv)", file.read_text())
    ]

    assert elsewhere == ["config/env.py"]


def test_every_command_of_ours_is_documented():
    ours = {name for name, app in get_commands().items() if str(app).startswith("levelground.")}

    assert not [name for name in ours if f"manage.py {name}" not in OPERATIONS]


DOCUMENTS = sorted(
    {README, *(ROOT / "docs").glob("*.md")} - ({README} if not README.exists() else set())
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_every_script_a_document_names_exists_and_runs(document: Path):
    for name in set(
        re.findall(r"(?<![\w./-])((?:bin|bench|\.ci)/[\w.-]*\w)", document.read_text())
    ):
        assert (ROOT / name).is_file(), f"{document.name} names {name}"
        assert name.endswith(".py") or os.access(ROOT / name, os.X_OK), f"{name} cannot be run"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_every_management_command_a_document_names_exists(document: Path):
    named = set(re.findall(r"manage\.py (\w+)", document.read_text()))

    assert named <= set(get_commands())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_every_file_a_document_links_to_exists(document: Path):
    for target in re.findall(r"\]\(([^)#\s]+)", document.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.skipif(not README.exists(), reason="README is not written yet")
def test_every_package_appears_in_the_architecture():
    page = ROOT / "docs" / "ARCHITECTURE.md"
    packages = {file.parent.name for file in SOURCE.glob("*/__init__.py")}

    assert not [name for name in packages if name not in page.read_text()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_every_levelground_command_a_document_names_exists(document: Path):
    lines = re.findall(
        r"(?:^\s*|`|/)levelground ([a-z][^`\n#]*)", document.read_text(), re.MULTILINE
    )
    for line in lines:
        words = [word for word in line.split() if re.fullmatch("[a-z]+", word)]
        named = words[:2] if words[0] == "process" else words[:1]
        with pytest.raises(SystemExit) as ended:
            main([*named, "--help"])
        assert ended.value.code == 0, f"{document.name} names levelground {line}"
