"""The linter of imports sees every line of every app, and notices what is of no kind or looks upwards."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HOME = Path(__file__).parents[1]
SOURCE = HOME / "src" / "levelground"
CONTRACTS = tomllib.loads(Path(HOME, "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
INSIDE = next(one for one in CONTRACTS if one["id"] == "inside-an-app")

NOT_AN_APP = {"config", "demo", "live", "runtime", "ui"}
"""Django needs a config of these, but they have no actions: the contract of packages has them."""

PLANTED = {
    "letters/helpers.py": '"""Of no kind."""\n',
    "groups/queries/late.py": "from levelground.groups import views\n",
    "schedule/queries/writes.py": "from levelground.groups.actions import groups\n",
    "sealing/curious.py": "from levelground.words import queries\n",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_app_is_held():
    apps = {path.parent.name for path in SOURCE.glob("*/apps.py")} - NOT_AN_APP

    assert {one.removeprefix("levelground.") for one in INSIDE["containers"]} == apps
    assert INSIDE["exhaustive"] is True
    assert "ignore_imports" not in INSIDE, "no exceptions"


def test_control_what_is_out_of_place_is_noticed(tmp_path: Path):
    only_code = shutil.ignore_patterns("static", "templates", "__pycache__", "*.toml", "locale")
    shutil.copytree(SOURCE, tmp_path / "src" / "levelground", ignore=only_code)
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    for name, code in PLANTED.items():
        Path(tmp_path, "src", "levelground", name).write_text(code)

    found = lint(tmp_path)

    assert found.returncode == 1
    for name in PLANTED:
        module = name.removesuffix(".py").replace("/", ".")
        assert f"levelground.{module}" in found.stdout, f"{module} went unnoticed"
