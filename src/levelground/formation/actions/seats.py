"""From a proposal to groups that stand: asking, answering, asking again, letting go. All writes.

Nobody is put into a group. Whoever has a seat says yes, or says in confidence that something is
wrong; when all of a group have said yes it is theirs, and nobody outside can read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.core.formation.reading.profiles import Confidence
from levelground.formation import store
from levelground.formation.actions.proposal import append, missing_addresses, standing
from levelground.formation.actions.rounds import CannotForm, check_open, lock, roster_in
from levelground.formation.domain.checked_proposal import CheckedProposal
from levelground.formation.domain.objections import STANDINGS, Objection, Weekly, with_objection
from levelground.formation.models import (
    Change,
    ProposedGroup,
    Publication,
    Roster,
    Round,
    Search,
    Seat,
)
from levelground.formation.queries.checked_proposal import checked_proposal_of
from levelground.formation.queries.earlier_groups import earlier_groups
from levelground.formation.queries.rounds import (
    listed_in,
    people_with_accounts,
    publication_of,
    roster_of,
    version_of,
)
from levelground.formation.queries.seats import seats_of
from levelground.groups.actions.groups import Slot, form_group, merge_groups, top_up_group
from levelground.groups.models import Group
from levelground.letters.actions.letters import post
from levelground.programmes.actions.programmes import tell_in_confidence
from levelground.runtime import clock

GOOD_FOR = timedelta(days=7)  # a letter
LONGEST = timedelta(days=56)  # that a round waits for answers


class NotSeated(Exception):
    """The seat is gone, answered by another group, or somebody else's."""


@transaction.atomic
def publish(*, round_: Round, by: Person, version: int) -> Publication:
    """Ask everybody in the proposal; or, once asked, those whose group has changed since.

    All or nothing. Sent twice it is done once. Raises CannotForm.
    """
    lock(round_)
    check_open(round_)
    known = publication_of(round_)
    if known is not None and roster_of(round_) is None:
        return known  # all is said and done
    roster = roster_in(round_)
    if version != version_of(round_):
        raise CannotForm(_("The proposal has changed since you looked. Here it is as it is now."))
    checked = checked_proposal_of(round_)
    if checked is None:
        raise CannotForm(_("There is no proposal yet."))
    if missing_addresses(standing(round_, roster), checked.listed):
        raise CannotForm(_("Some people have no address yet. Give their addresses first."))
    publication = known or Publication.objects.create(round=round_, by=by, at=clock.now())
    _seat(publication, checked)
    return publication


@transaction.atomic
def say_yes(*, seat: Seat, by: Person) -> bool:
    """Yes to the group. With the last yes it stands: True. Raises NotSeated."""
    round_ = seat.group.publication.round
    lock(round_)
    mine = seats_of(by).filter(pk=seat.pk)
    if not mine.exists():
        raise NotSeated
    Seat.objects.filter(pk=seat.pk).update(state=Seat.State.YES, person=by, answered_at=clock.now())
    return _stand_if_all_agree(seat.group_id)


@transaction.atomic
def say_wrong(*, seat: Seat, by: Person, kind: Objection, whom: int | None = None) -> None:
    """Something is wrong with the group. What it is goes into the sealed list, as the rules know it;
    and what the next round must know too, into what this person told in confidence.

    Raises NotSeated.
    """
    round_ = seat.group.publication.round
    lock(round_)
    found = seats_of(by).filter(pk=seat.pk).first()
    if found is None:
        raise NotSeated
    roster = roster_in(round_)
    beside = [n for n in found.group.seats.values_list("number", flat=True) if n != found.number]
    if whom not in beside:
        whom = None
    known = listed_in(roster)
    if whom is not None and kind in STANDINGS and round_.programme_id is not None:
        them = Confidence(
            standing=STANDINGS[kind], who=known.first_name(whom), id=known.people[whom].id
        )
        tell_in_confidence(person=by, confidence=them)
    listed = with_objection(
        known,
        by=found.number,
        kind=kind,
        whom=whom,
        beside=beside,
        meets=_weekly(found.group),
    )
    store.seal_people(roster, listed)
    roster.save(update_fields=["people", "body"])
    is_out = kind is Objection.OUT
    Seat.objects.filter(pk=found.pk).update(
        state=Seat.State.WRONG,
        answered_at=clock.now(),
        person=None if is_out else by,
        email="" if is_out else found.email,
    )
    if is_out and standing(round_, roster).place_of(found.number) >= 0:
        append(round_, Change.Kind.LEFT, {"person": found.number}, by=None)


@transaction.atomic
def finish_round(*, round_: Round) -> None:
    """Let go of what does not stand yet, and erase what people said. Groups that stand, stay."""
    lock(round_)
    publication = publication_of(round_)
    if publication is None:
        return
    ProposedGroup.objects.filter(publication=publication, stands_at=None).delete()
    _erase(round_)


def forget_old_rounds(at: datetime) -> int:
    """Finish rounds in which nobody has done anything for long. Returns how many there were.

    Where nobody has been asked yet, what people said goes as well, and the round can begin again.
    """
    old = Publication.objects.filter(at__lte=at - LONGEST, round__rosters__isnull=False)
    rounds = [one.round for one in old.select_related("round").distinct()]
    for round_ in rounds:
        finish_round(round_=round_)
    unasked = Round.objects.filter(publication=None, rosters__isnull=False)
    stale = list(unasked.exclude(rosters__read_at__gt=at - LONGEST).distinct())
    for round_ in stale:
        _erase(round_)
    return len(rounds) + len(stale)


def _seat(publication: Publication, checked: CheckedProposal) -> None:
    """Have everybody asked whose group is not as they were asked about it."""
    known = {one.number: one for one in publication.proposed.prefetch_related("seats")}
    placed = [number for members in checked.proposal.groups for number in members]
    accounts = people_with_accounts([checked.listed.address(number) for number in placed])
    for at, members in enumerate(checked.proposal.groups):
        asked = known.get(at)
        if asked is not None and asked.stands_at is not None:
            continue
        slot = checked.slot(members) if members else None
        if asked is not None and _is_as_asked(asked, members, slot):
            continue
        if asked is not None:
            asked.delete()
        if members:
            _ask(publication, checked, at, slot, accounts)
    for proposed in publication.proposed.filter(stands_at=None):
        _stand_if_all_agree(proposed.pk)
    _erase_if_done(publication.round)


def _is_as_asked(asked: ProposedGroup, members: Sequence[int], slot: int | None) -> bool:
    sits = sorted(seat.number for seat in asked.seats.all())
    return sits == sorted(members) and asked.slot_minute == slot


def _ask(
    publication: Publication,
    checked: CheckedProposal,
    at: int,
    slot: int | None,
    accounts: dict[str, Person],
) -> None:
    now, rules, listed = clock.now(), checked.problem.rules, checked.listed
    members = checked.proposal.groups[at]
    group = ProposedGroup(
        publication=publication,
        number=at,
        name=checked.proposal.names[at][:80],
        minutes=rules.meeting_minutes,
        slot_minute=slot,
        slot_zone=rules.time_zone,
        slot_from=rules.starts_on,
        slot_until=rules.starts_on + timedelta(weeks=rules.weeks),
        asked_at=now,
    )
    store.seal_shown(group, [(n, listed.first_name(n), listed.role(n)) for n in members])
    group.save()
    for number in members:
        address = listed.address(number)
        seat = Seat(
            group=group,
            number=number,
            email=address,
            person=accounts.get(address),
            asked_at=now,
            expires_at=now + GOOD_FOR,
        )
        seat.save()
        write(seat)


def _stand_if_all_agree(group_id: int) -> bool:
    """A group to which all have said yes stands, unless the coordinator is in the middle of mending it."""
    group = ProposedGroup.objects.select_for_update(of=("self",)).get(pk=group_id)
    seats = list(group.seats.select_related("person"))
    if group.stands_at is not None:
        return True
    round_ = group.publication.round
    sits = standing(round_, roster_in(round_)).groups[group.number]
    is_complete = all(seat.state == Seat.State.YES for seat in seats)
    if not is_complete or sorted(sits) != sorted(seat.number for seat in seats):
        return False
    people = [seat.person for seat in seats if seat.person is not None]
    slot = None
    if group.slot_minute is not None:
        slot = Slot(
            minute=group.slot_minute,
            zone=group.slot_zone,
            first=group.slot_from,
            last=group.slot_until,
        )
    group.publication.groups.add(_made_of(group, people, slot))
    group.stands_at, group.shown, group.wrapped = clock.now(), b"", b""
    group.save(update_fields=["stands_at", "shown", "wrapped"])
    for seat in seats:
        write(seat, "formation/mail/stands.txt", kind="group-stands", where="groups:home")
    group.seats.all().delete()
    _erase_if_done(round_)
    return True


def _made_of(proposed: ProposedGroup, people: Sequence[Person], slot: Slot | None) -> Group:
    """The group that is theirs: one of their own that the others join, one that several of theirs
    become, or a new one. A group of which somebody is not here goes on by itself.
    """
    made = None
    match [earlier.group for earlier in earlier_groups(proposed) if earlier.is_whole]:
        case []:
            pass
        case [one]:
            made = top_up_group(group=one, people=people)
        case several:
            made = merge_groups(groups=several, people=people, minutes=proposed.minutes, slot=slot)
    if made is None:
        name = f"{proposed.publication.round.name}: {proposed.name}"[:80]
        made = form_group(name=name, minutes=proposed.minutes, people=people, slot=slot)
    return made


def stand_where_all_agree(*, round_: Round) -> None:
    """After a change was taken back: what all had agreed to before stands now."""
    proposed = ProposedGroup.objects.filter(publication__round=round_, stands_at=None)
    with transaction.atomic():
        lock(round_)
        for group_id in proposed.values_list("pk", flat=True):
            _stand_if_all_agree(group_id)


def _erase_if_done(round_: Round) -> None:
    """When every group stands, nothing is left to form: what people said goes."""
    if not ProposedGroup.objects.filter(publication__round=round_, stands_at=None).exists():
        _erase(round_)


@transaction.atomic
def _erase(round_: Round) -> None:
    lock(round_)
    Change.objects.filter(round=round_).delete()
    Search.objects.filter(round=round_).delete()
    Roster.objects.filter(round=round_).delete()


def write(
    seat: Seat,
    template: str = "formation/mail/seat.txt",
    *,
    kind: str = "seat",
    where: str = "formation:my_seats",
    days: int = GOOD_FOR.days,
) -> None:
    """A letter without a secret and without a word of the group: who opens it signs in first."""
    address = settings.ADDRESSES[0].rstrip("/") + reverse(where)
    post(
        to=seat.email,
        template=template,
        context={"address": address, "days": days},
        kind=kind,
        person=seat.person,
    )


def _weekly(group: ProposedGroup) -> Weekly | None:
    if group.slot_minute is None:
        return None
    return Weekly(
        minute=group.slot_minute,
        minutes=group.minutes,
        zone=group.slot_zone,
        first=group.slot_from,
        last=group.slot_until,
    )
