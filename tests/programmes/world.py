"""A small world on disk with a programme, for a server that is looked at.

Run by `make`, in a process of its own: the tests' settings point at another database.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tests.faults.world import Person, World, _sign_in
from tests.installation import move_in, told_by


def make(folder: Path) -> tuple[World, dict[str, Person]]:
    """The demo's spring programme: Fay coordinates, Dana has been asked, Aroha has said yes."""
    confidences = told_by("tests.programmes.world", folder=folder)
    return World(folder=folder, groups=()), {
        name: Person(**one) for name, one in confidences.items()
    }


def main() -> None:
    move_in("tests.programmes.world")
    from levelground.accounts.models import Person as Account  # noqa: PLC0415
    from levelground.demo.cast import make_person  # noqa: PLC0415
    from levelground.demo.programme import make_programme_in_spring  # noqa: PLC0415
    from levelground.runtime import clock  # noqa: PLC0415

    fay, dana = make_person("Fay", is_staff=True), make_person("Dana")
    make_programme_in_spring(fay, also=dana, at=clock.now())
    aroha = Account.objects.get(name="Aroha")
    found = {
        one.name: asdict(
            Person(name=one.name, email=one.email, person=one.pk, member=0, cookie=_sign_in(one))
        )
        for one in (fay, dana, aroha)
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
