"""What is shipped and under which licences, as bin/sbom writes it."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.config.test_serve import ROOT

# Licences under which a work under AGPL-3.0-or-later may use a library.
FREE = re.compile("0BSD|Apache|BSD|GPL-2.0-or-later|GPL-3.0|ISC|LGPL|MIT|MPL|OFL|PSF|Zlib")


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "bin" / "sbom.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sbom = _script()
LOCK = sbom.locked((ROOT / "requirements.lock").read_text())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written by the very command, but from what is installed here, which need not be a lock's."""
    folder = tmp_path_factory.mktemp("dist")
    tool = Path(sys.prefix) / "bin" / "cyclonedx-py"
    if not tool.exists():
        pytest.skip("cyclonedx-py is missing: bin/prepare requirements-dev.lock installs it")
    everything = str(folder / "all")
    how = [
        "--output-reproducible",
        "--no-validate",
        "--of",
        "JSON",
        "--pyproject",
        "pyproject.toml",
    ]
    command = [str(tool), "environment", *how, "-o", everything, sys.prefix]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([sys.executable, ROOT / "bin" / "sbom.py", everything, folder], check=True)
    return folder


@pytest.fixture(scope="module")
def bom(folder: Path) -> Any:
    return json.loads((folder / "sbom.cdx.json").read_text())


def differences(bom: Any, lock: dict[str, str]) -> list[str]:
    """Between what the lock names and what the list says is shipped."""
    parts = {sbom.plain(one["name"]): one["version"] for one in bom["components"]}
    for name, version, *_ in sbom.COPIED:
        assert parts.pop(sbom.plain(name)) == version
    return sorted(f"{name} {version}" for name, version in parts.items() ^ lock.items())


def test_it_names_exactly_what_the_lock_names(bom: Any):
    assert bom["bomFormat"] == "CycloneDX"
    assert differences(bom, LOCK) == []


def test_control_a_package_more_or_less_is_noticed(bom: Any):
    assert differences(bom, LOCK | {"left-pad": "1.3.0"}) == ["left-pad 1.3.0"]
    assert differences(bom, {name: LOCK[name] for name in LOCK if name != "django"}) != []


def test_what_was_copied_into_the_package_is_as_its_readme_says():
    for name, version, _, where in sbom.COPIED:
        said = (ROOT / "src" / "levelground" / where / "README.md").read_text()

        assert f"{name}` {version}" in said or f"{name} {version}" in said


def unlicensed(lines: list[str]) -> list[str]:
    """Those whose licence is unknown, or one that we may not use."""
    return [line for line in lines if not FREE.search(line.split(": ", 1)[1])]


def test_each_licence_is_known_and_free(folder: Path):
    lines = (folder / "licences.txt").read_text().splitlines()

    assert len(lines) == len(LOCK) + len(sbom.COPIED)
    assert unlicensed(lines) == []


def test_control_what_is_not_free_is_noticed():
    assert unlicensed(["a 1: MIT", "b 1: ", "c 1: Proprietary"]) == ["b 1: ", "c 1: Proprietary"]


def test_no_word_of_ours_where_the_package_says_it_itself(bom: Any):
    """A licence that upstream names by now must not be hidden behind ours."""
    concluded = {
        sbom.plain(part["name"])
        for part in bom["components"]
        for one in part["licenses"]
        if one.get("license", {}).get("acknowledgement") == "concluded"
    }

    assert concluded == {*sbom.UNSAID, *(sbom.plain(one[0]) for one in sbom.COPIED)}


def test_the_same_is_written_from_the_same(folder: Path, tmp_path: Path):
    subprocess.run([sys.executable, ROOT / "bin" / "sbom.py", folder / "all", tmp_path], check=True)

    for name in ("sbom.cdx.json", "licences.txt"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_it_tells_nothing_of_where_it_was_made(folder: Path):
    text = (folder / "sbom.cdx.json").read_text()

    assert str(ROOT) not in text
    assert "serialNumber" not in text
    assert "timestamp" not in text
