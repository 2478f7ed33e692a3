"""A round of forming: its people, its rules, the search that is asked for, its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.core.formation import Person as Candidate
from levelground.core.formation import Rules, Weights
from levelground.core.formation.reading.rules_writer import written
from levelground.formation import store
from levelground.formation.domain.discretion import bundled
from levelground.formation.domain.roster import EARLIER, Listed
from levelground.formation.models import Change, Roster, Round, Search
from levelground.formation.queries.rounds import (
    draft_of,
    listed_in,
    open_search,
    places_in,
    proposal_of,
    publication_of,
    roster_of,
    rules_of,
)
from levelground.programmes.models import Programme
from levelground.programmes.queries.candidates import people_of
from levelground.programmes.queries.programmes import rules_of as rules_of_programme
from levelground.runtime import clock

MOST_PEOPLE = 5000
FEWEST_SEARCHED = 12  # beside kept groups; a search among fewer would answer for these few


class CannotForm(Exception):
    """The message is for the coordinator."""


def begin_round(*, by: Person, name: str, programme: Programme | None = None) -> Round:
    """A new round, with the rules of its programme or else of the source, from next week on."""
    at = clock.now()
    if programme is not None:
        return Round.objects.create(
            name=name, made_at=at, rules=programme.rules, programme=programme
        )
    monday = at.date() + timedelta(days=7 - at.weekday())
    rules = Rules(time_zone=settings.TIME_ZONE, starts_on=monday)
    return Round.objects.create(name=name, by=by, made_at=at, rules=written(rules, Weights()))


@transaction.atomic
def drop_round(*, round_: Round) -> None:
    """Erase a round and everything in it. Groups that came of it are their members', and stay."""
    Round.objects.filter(pk=round_.pk).delete()


@transaction.atomic
def draft_people(*, round_: Round, listed: Listed) -> Roster:
    """Keep a list that was read, sealed, until the coordinator takes it or reads another."""
    lock(round_)
    _check_unasked(round_)
    if len(listed.people) > MOST_PEOPLE:
        raise CannotForm(
            _("There are more than %(most)d people. Use levelground form on a computer.")
            % {"most": MOST_PEOPLE}
        )
    Roster.objects.filter(round=round_, taken_at=None).delete()
    roster = Roster(round=round_, read_at=clock.now())
    store.seal_people(roster, listed)
    roster.save()
    return roster


def draft_joined(*, round_: Round) -> Roster:
    """Those who have said yes to the round's programme by now, as a draft. Raises CannotForm.

    Whoever is in a group of the programme that is large enough for the round is left out. A group that
    has become small stays together, and others may join it.
    """
    if round_.programme is None:
        raise CannotForm(_("This round takes its people from a file."))
    joined = people_of(round_.programme)
    places, least = places_in(round_.programme), rules_of(round_)[0].least
    kept: list[tuple[Candidate, str]] = []
    rows = zip(joined.people, joined.person_ids, joined.addresses, strict=True)
    for person, person_id, address in rows:
        group, size = places.get(person_id, (0, 0))
        if size < least:
            one = replace(person, group=f"{EARLIER} {group}") if group else person
            kept.append((one, address))
    if not kept:
        raise CannotForm(_("Nobody who has said yes to the programme is without a group."))
    listed = Listed(
        people=tuple(person for person, _address in kept),
        addresses={number: address for number, (_person, address) in enumerate(kept)},
    )
    return draft_people(round_=round_, listed=listed)


@transaction.atomic
def take_people(*, round_: Round) -> None:
    """The draft becomes the round's people, all of them; whatever was formed before is gone."""
    lock(round_)
    draft = draft_of(round_)
    if draft is None:
        return  # taken before: a second click
    Change.objects.filter(round=round_).delete()
    Roster.objects.filter(round=round_).exclude(pk=draft.pk).delete()
    draft.taken_at = clock.now()
    draft.save(update_fields=["taken_at"])


@transaction.atomic
def give_addresses(*, round_: Round, addresses: Mapping[int, str]) -> None:
    """Where people can be written to, by their numbers."""
    lock(round_)
    roster = roster_in(round_)
    known = listed_in(roster)
    listed = Listed(
        people=known.people, notes=known.notes, addresses={**known.addresses, **addresses}
    )
    store.seal_people(roster, listed)
    roster.save(update_fields=["people", "body"])


@transaction.atomic
def set_rules(*, round_: Round, rules: Rules, weights: Weights, seconds: int) -> None:
    """Keep the rules of the round. Raises CannotForm.

    What is large enough for a group decides who of the programme takes part: where that changes, people
    are taken in anew.
    """
    lock(round_)
    _check_unasked(round_)
    if open_search(round_):
        raise CannotForm(
            _("A search is going on. Let it end, or stop it, before you change rules.")
        )
    if round_.programme is not None:  # people said their grades: changing it would tell them apart
        rules = replace(rules, grades_apart=rules_of_programme(round_.programme)[0].grades_apart)
    before = rules_of(round_)[0].least
    round_.rules, round_.seconds = written(rules, bundled(weights)), seconds
    round_.save(update_fields=["rules", "seconds"])
    if roster_of(round_) and _others_take_part(round_, before, rules_of(round_)[0].least):
        draft_joined(round_=round_)
        take_people(round_=round_)


def _others_take_part(round_: Round, before: int, after: int) -> bool:
    """Whether some group of the programme is small by one of these numbers and not by the other."""
    sizes = (
        {size for _group, size in places_in(round_.programme).values()} if round_.programme else ()
    )
    return any((size < before) != (size < after) for size in sizes)


@transaction.atomic
def ask_for_search(*, round_: Round) -> Search:
    """Have groups searched for; those that are locked stay as they are. A second click finds it."""
    lock(round_)
    _check_unasked(round_)
    going_on = open_search(round_)
    if going_on is not None:
        return going_on
    roster = roster_in(round_)
    proposal = proposal_of(round_, roster)
    kept = [list(members) for members in proposal.kept] if proposal else []
    if kept and _searched(listed_in(roster), kept) < FEWEST_SEARCHED:
        raise CannotForm(
            _("Keep fewer groups. A search needs %(count)d people who are in none of them.")
            % {"count": FEWEST_SEARCHED}
        )
    before = Search.objects.filter(round=round_).count()
    return Search.objects.create(
        round=round_,
        roster=roster,
        kept=kept,
        seed=round_.seed + before,  # the first search of a seed is the same everywhere
        seconds=round_.seconds,
        asked_at=clock.now(),
    )


def _searched(listed: Listed, kept: Sequence[Sequence[int]]) -> int:
    """How many a search beside kept groups would be among."""
    out = listed.gone.union(*kept)
    return sum(one.opted_in and at not in out for at, one in enumerate(listed.people))


def stop_search(*, round_: Round) -> None:
    """End the search soon, with the best so far."""
    Search.objects.filter(round=round_, stop_asked_at=None).open().update(stop_asked_at=clock.now())


def lock(round_: Round) -> None:
    """One writer of a round at a time."""
    Round.objects.select_for_update().get(pk=round_.pk)


def roster_in(round_: Round) -> Roster:
    """Raises CannotForm."""
    roster = roster_of(round_)
    if roster is None:
        raise CannotForm(_("There are no people in this round yet."))
    return roster


def _check_unasked(round_: Round) -> None:
    if publication_of(round_):
        raise CannotForm(_("People are asked already. From now on groups are mended, one by one."))


def check_open(round_: Round) -> None:
    """Raises CannotForm while a search is going on."""
    if open_search(round_):
        raise CannotForm(_("A search is going on. Let it end first, or stop it."))
