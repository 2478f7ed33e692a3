"""For bin/sbom: of all that is installed, what is shipped, and under which licence."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

# What its own metadata does not say; from the licence file of the package.
UNSAID = {"protobuf": "BSD-3-Clause", "pyrage": "MIT", "pysqlite3": "Zlib"}

# Files of others in our package, each with its README beside it: name, version, licence, folder.
COPIED = (
    ("idiomorph", "0.8.0", "0BSD", "ui/static/ui/js/vendor"),
    ("lucide-static", "1.62.0", "ISC", "ui/static/ui/icons"),
    (
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "OFL-1.1",
        "ui/static/ui/fonts",
    ),
)


def main() -> None:
    everything, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    bom = shipped(everything, locked((ROOT / "requirements.lock").read_text()))
    (folder / "sbom.cdx.json").write_text(json.dumps(bom, indent=1, sort_keys=True) + "\n")
    (folder / "licences.txt").write_text("".join(f"{line}\n" for line in lines(bom)))


def locked(text: str) -> dict[str, str]:
    """The packages of a lock file, with their versions."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE)
    return {plain(name): version for name, version in found}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def shipped(everything: dict[str, Any], lock: dict[str, str]) -> dict[str, Any]:
    """Without what only developers use, with what only we can know."""
    parts = [part for part in everything["components"] if plain(part["name"]) in lock]
    for part in parts:
        if name := UNSAID.get(plain(part["name"])):
            part.setdefault("licenses", [_licence(name)])
    parts += [_copied(*one) for one in COPIED]
    kept = {part["bom-ref"] for part in parts} | {"root-component"}
    needs = [
        one | {"dependsOn": [ref for ref in one.get("dependsOn", []) if ref in kept]}
        for one in everything["dependencies"]
        if one["ref"] in kept
    ]
    return everything | {"components": parts, "dependencies": needs}


def _copied(name: str, version: str, licence: str, folder: str) -> dict[str, Any]:
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    where = {"name": "levelground:folder", "value": folder}
    return {
        "bom-ref": purl,
        "licenses": [_licence(licence)],
        "name": name,
        "properties": [where],
        "purl": purl,
        "type": "library",
        "version": version,
    }


def _licence(name: str) -> dict[str, Any]:
    return {"license": {"acknowledgement": "concluded", "id": name}}


def lines(bom: dict[str, Any]) -> list[str]:
    """One for each part: name, version, licences."""
    return sorted(
        (
            f"{part['name']} {part['version']}: {', '.join(map(_said, part.get('licenses', [])))}"
            for part in bom["components"]
        ),
        key=str.lower,
    )


def _said(licence: dict[str, Any]) -> str:
    inner = licence.get("license", {})
    name = licence.get("expression") or inner.get("id") or inner["name"]
    return str(name).removeprefix("License :: OSI Approved :: ")


if __name__ == "__main__":
    main()
