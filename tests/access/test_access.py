"""Who gets which answer, from every address there is. A new address must be put into the table.

The columns: somebody who is not signed in; Ada and Ben, members; Dana, a stranger, whom Ada has
invited; Eli, who has left; Hana, a member of another group, whom Fay has asked to a programme; Fay,
who coordinates and has begun a round of forming groups; Gus, who coordinates something else, and
whom Fay has asked to look after her programme, without an answer. Dana
also has a seat in a group that is being asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access import findings
from tests.access.doors import DOORS, stands_before
from tests.access.table import KEYS, addresses, routes, rows
from tests.access.world import World

AREAS = sorted({address.split("/")[0] for address in addresses()})


def area(address: str) -> str:
    return address.split("/", maxsplit=1)[0]


@pytest.mark.parametrize("name", AREAS)
def test_everybody_gets_the_declared_answer_and_no_other(world: World, name: str):
    """Status, refusals that tell nothing, headers, and what may be kept, of one and the same answer."""
    assert list(findings.of_rows(world, [row for row in rows() if area(row.address) == name])) == []


@pytest.mark.parametrize("name", AREAS)
def test_what_is_not_declared_is_not_done(world: World, name: str):
    assert (
        list(findings.of_undeclared(world, [one for one in addresses() if area(one) == name])) == []
    )


def test_a_page_does_not_pass_for_a_file(world: World):
    assert list(findings.of_disguises(world, addresses())) == []


def test_a_closed_account_is_nobody(world: World):
    assert list(findings.of_a_closed_account(world, rows())) == []


def test_whatever_a_coordinator_asks_for_is_in_the_security_log(world: World):
    assert list(findings.of_the_log(world)) == []


def undeclared(patterns: Sequence[URLPattern | URLResolver]) -> set[str]:
    return set(routes(patterns)) - set(addresses())


def test_every_address_is_in_the_table():
    assert not undeclared(get_resolver().url_patterns), "put it into TABLE"


def test_no_address_in_the_table_is_gone():
    assert not set(addresses()) - set(routes(get_resolver().url_patterns))


def test_every_page_with_an_id_is_behind_a_door():
    with_id = [one for one in addresses() if "<" in one and one not in KEYS]

    assert not [one for one in with_id if not any(stands_before(door, one) for door in DOORS)]
