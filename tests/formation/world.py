"""A small world on disk with a coordinator, for a server that is looked at or killed.

`python -m tests.formation.world FOLDER`, in a process of its own: the tests' settings point at
another database.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.faults.world import Person, World, _sign_in, environment

SECONDS = 6


def make(folder: Path, *, with_rounds: bool = False) -> tuple[World, Person]:
    """A world in this folder, and its coordinator.

    Round 1 has people and no groups, round 2 has groups to publish, if there are to be rounds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.formation.world", *(["rounds"] if with_rounds else [])]
    said = subprocess.run(
        command, env=environment(folder), check=True, capture_output=True, text=True
    )
    return World(folder=folder, groups=()), Person(**json.loads(said.stdout.splitlines()[-1]))


def main() -> None:
    import django  # noqa: PLC0415  only this process becomes a Django
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    if not (Path(os.environ["LEVELGROUND_DATA"]) / "keys").exists():
        call_command("make_keys", stdout=sys.stderr)
        # Settings have been read without them; whoever is signed in below needs the new key.
        os.execv(sys.executable, [sys.executable, "-m", "tests.formation.world", *sys.argv[1:]])  # noqa: S606
    call_command("migrate", verbosity=0)
    from levelground.demo.cast import make_person  # noqa: PLC0415

    fay = make_person("Fay", is_staff=True)
    make_person("Ada", email="person-0@example.org")
    if "rounds" in sys.argv:
        from tests.formation.making import candidates, make_proposal, make_round  # noqa: PLC0415

        make_round(fay, people=candidates(40), seconds=SECONDS)
        groups = [tuple(range(at, at + 5)) for at in range(0, 40, 5)]
        make_proposal(fay, people=candidates(40), groups=groups)
    coordinator = Person(name="Fay", email=fay.email, person=fay.pk, member=0, cookie=_sign_in(fay))
    print(json.dumps(asdict(coordinator)))  # noqa: T201


if __name__ == "__main__":
    main()
