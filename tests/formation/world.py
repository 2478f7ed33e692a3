"""A small world on disk with a coordinator, for a server that is looked at or killed.

Run by `make`, in a process of its own: the tests' settings point at another database.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.faults.world import Person, World, _sign_in
from tests.installation import move_in, told_by

SECONDS = 6


def make(folder: Path, *, with_rounds: bool = False) -> tuple[World, Person]:
    """A world in this folder, and its coordinator.

    If there are to be rounds: 1 has people and no groups, 2 has groups to ask, and in 3 one yes is
    missing. Who is to say it is in ada.json.
    """
    given = ["rounds"] if with_rounds else []
    told = told_by("tests.formation.world", *given, folder=folder)
    return World(folder=folder, groups=()), Person(**told)


def main() -> None:
    move_in("tests.formation.world")
    from levelground.demo.cast import make_person  # noqa: PLC0415

    fay = make_person("Fay", is_staff=True)
    ada = make_person("Ada", email="ada@example.org")
    if "rounds" in sys.argv:
        from tests.formation.making import candidates, make_proposal, make_round  # noqa: PLC0415

        make_round(fay, people=candidates(40), seconds=SECONDS)
        groups = [tuple(range(at, at + 5)) for at in range(0, 40, 5)]
        make_proposal(fay, people=candidates(40), groups=groups)
        _make_nearly_agreed(fay)
    reader = Person(name="Ada", email=ada.email, person=ada.pk, member=0, cookie=_sign_in(ada))
    (Path(os.environ["LEVELGROUND_DATA"]) / "ada.json").write_text(json.dumps(asdict(reader)))
    coordinator = Person(name="Fay", email=fay.email, person=fay.pk, member=0, cookie=_sign_in(fay))
    print(json.dumps(asdict(coordinator)))  # noqa: T201


def _make_nearly_agreed(fay: Any) -> None:
    """A group of five of whom all but Ada have said yes. Nobody has been written to."""
    from dataclasses import replace  # noqa: PLC0415

    from levelground.accounts.models import Person as Account  # noqa: PLC0415
    from levelground.formation.actions.seats import publish, say_yes  # noqa: PLC0415
    from levelground.formation.models import Seat  # noqa: PLC0415
    from levelground.formation.queries.rounds import version_of  # noqa: PLC0415
    from levelground.letters.models import Letter  # noqa: PLC0415
    from tests.formation.making import candidates, make_proposal  # noqa: PLC0415

    people = [replace(one, id=f"{at}-{one.id}") for at, one in enumerate(candidates(5))]
    people[0] = replace(people[0], id="ada@example.org")
    round_ = make_proposal(fay, people=people, groups=[tuple(range(5))])
    publish(round_=round_, by=fay, version=version_of(round_))
    for seat in Seat.objects.exclude(email="ada@example.org"):
        say_yes(seat=seat, by=Account.objects.create_user(seat.email, name="Somebody"))
    Letter.objects.all().delete()


if __name__ == "__main__":
    main()
