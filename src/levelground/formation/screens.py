"""From a proposal to what a coordinator sees: what a group covers, never who is what.

Sentences that name people beside what they said are left out here, whatever the core says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.formation import Kind, Rule, Rules, Trained
from levelground.formation.proposal import WAITING, Impossible, Proposal, after
from levelground.formation.roster import Listed

if TYPE_CHECKING:  # numbers load slowly, and most processes never need them
    from levelground.core.formation.problem import Problem
    from levelground.core.formation.table import Table

PAGE = 24  # groups on one page
SUGGESTED = 3
EVEN = 0.03  # a mix this near to the mean is as good as the mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a change would do. breaks, mends: sentences. share: of what is possible, then."""

    breaks: tuple[str, ...]
    mends: tuple[str, ...]
    share: float
    before: float

    @property
    def is_fine(self) -> bool:
        return not self.breaks

    @property
    def words(self) -> str:
        """One or two sentences: what breaks, what it costs."""
        first = (
            _("Breaks: %(what)s") % {"what": " ".join(self.breaks)}
            if self.breaks
            else _("Breaks no rule.")
        )
        mended = _("Mends: %(what)s") % {"what": " ".join(self.mends)} if self.mends else ""
        return " ".join(part for part in (first, mended, self.cost) if part)

    @property
    def cost(self) -> str:
        then, now = round(100 * self.share, 1), round(100 * self.before, 1)
        if then == now:
            return _("The mix stays at %(now)s %%.") % {"now": now}
        if then > now:
            return _("The mix rises from %(now)s to %(then)s %%.") % {"now": now, "then": then}
        return _("The mix falls from %(now)s to %(then)s %%.") % {"now": now, "then": then}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person in a group, or waiting. swap: what it would do to change places with them."""

    number: int
    name: str
    swap: Consequence | None = None
    reason: str = ""
    may_move: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One group. mix: 0..1; mean: of all groups; move: what it would do to come in."""

    at: int
    name: str
    seats: tuple[Seat, ...]
    slot: str
    more_slots: int
    languages: tuple[str, ...]
    trained: int
    organisations: int
    covers: tuple[str, ...]
    mix: float
    mean: float
    broken: tuple[str, ...]
    is_locked: bool
    move: Consequence | None = None

    @property
    def mixed(self) -> str:
        """The figure in words."""
        if self.mix > self.mean * (1 + EVEN):
            how = _("more mixed than most")
        elif self.mix < self.mean * (1 - EVEN):
            how = _("less mixed than most")
        else:
            how = _("as mixed as most")
        return _("%(mix)d of 100, %(how)s") % {"mix": round(100 * self.mix), "how": how}

    @property
    def figure(self) -> dict[str, str]:
        """Places in a drawing 100 wide."""
        return {"mix": f"{100 * self.mix:.1f}", "mean": f"{100 * self.mean:.1f}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A change that breaks no rule. kind, other: what the button sends."""

    kind: str
    other: int
    label: str
    does: Consequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of something is reached, as people read it."""

    share: float
    is_proven: bool

    @property
    def percent(self) -> str:
        return f"{100 * self.share:.1f}"


@dataclass(frozen=True, kw_only=True)
class Board:
    """A proposal as it stands, with everything that the page asks of it."""

    problem: Problem
    listed: Listed = field(repr=False)
    proposal: Proposal
    told: Mapping[str, Any]
    is_proven: bool = False

    @cached_property
    def index(self) -> dict[int, int]:
        """A person's number in the list → their place in the problem; not there: left out."""
        place = self.problem.index
        return {
            number: place[person.id]
            for number, person in enumerate(self.listed.people)
            if person.id in place
        }

    @cached_property
    def share(self) -> Share:
        return Share(share=self._share(self.proposal), is_proven=self.is_proven)

    @property
    def placed(self) -> int:
        return sum(len(members) for members in self.proposal.groups)

    @property
    def standing(self) -> int:
        """Groups with somebody in them."""
        return sum(bool(members) for members in self.proposal.groups)

    @cached_property
    def mean(self) -> float:
        mixes = [self._table(members).mix for members in self.proposal.groups if members]
        return sum(mixes) / len(mixes) if mixes else 0.0

    @cached_property
    def broken(self) -> tuple[tuple[str, str], ...]:
        """(group, what is broken in it) for every rule that does not hold."""
        return tuple(
            (name, what)
            for name, members in zip(self.proposal.names, self.proposal.groups, strict=True)
            for what in self._broken(members)
        )

    def cards(self, *, page: int = 1, picked: int | None = None) -> tuple[Card, ...]:
        first = (page - 1) * PAGE
        every = range(len(self.proposal.groups))[first : first + PAGE]
        return tuple(self._card(at, picked) for at in every)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.proposal.groups) // PAGE))

    def waiting(self, *, picked: int | None = None) -> tuple[Seat, ...]:
        reasons = self.told.get("waits", {})
        return tuple(
            Seat(
                number=number,
                name=self.listed.name(number),
                reason=reasons.get(str(number), ["", _("Taken out of a group by hand.")])[1],
                may_move=number in self.index,
                swap=self._if_swapped(picked, number),
            )
            for number in self.proposal.waiting
        )

    def picked(self, number: int) -> Seat | None:
        """Somebody who is to be moved, if they can be."""
        is_free = (
            number in self.index and self.proposal.place_of(number) not in self.proposal.locked
        )
        return Seat(number=number, name=self.listed.name(number)) if is_free else None

    def to_wait(self, picked: int) -> Consequence | None:
        """What it would do to let somebody wait who is in a group."""
        return self._if("moved", {"person": picked, "to": WAITING})

    def why(self, one: int, other: int | None) -> tuple[str, ...]:
        """Sentences on why somebody is where they are, or with or without somebody else."""
        here = self.proposal.place_of(one)
        if other is None or here == WAITING:
            return self._why_waiting(one) if here == WAITING else self._why_here(one, here)
        there = self.proposal.place_of(other)
        if there == WAITING:
            return self._why_waiting(other)
        if one not in self.index or other not in self.index:
            return ()
        return (
            self._why_together(one, other, here) if here == there else self._why_apart(one, other)
        )

    def _card(self, at: int, picked: int | None) -> Card:
        members = self.proposal.groups[at]
        table = self._table(members)
        is_locked = at in self.proposal.locked
        return Card(
            at=at,
            name=self.proposal.names[at],
            seats=tuple(
                Seat(
                    number=number,
                    name=self.listed.name(number),
                    swap=self._if_swapped(picked, number),
                )
                for number in members
            ),
            slot=table.slots[0] if members and table.slots else "",
            more_slots=len(table.slots) - 1 if members else 0,
            languages=table.languages if members else (),
            trained=sum(person.trained for person in table.people),
            organisations=len({p.organisation for p in table.people if p.organisation}),
            covers=tuple(f"{name}: {what}" for name, what in table.covers) if members else (),
            mix=table.mix,
            mean=self.mean,
            broken=self._broken(members),
            is_locked=is_locked,
            move=None if picked is None else self._if("moved", {"person": picked, "to": at}),
        )

    def _if_swapped(self, picked: int | None, number: int) -> Consequence | None:
        if picked is None or picked == number or number not in self.index:
            return None
        one, other = sorted((picked, number))
        return self._if("swapped", {"one": one, "other": other})

    def _if(self, kind: str, what: Mapping[str, int]) -> Consequence | None:
        """What a change would do; None where it is not possible."""
        try:
            then = after(self.proposal, kind, what, self.proposal.people)
        except Impossible:
            return None
        before = {at: g for at, g in enumerate(self.proposal.groups) if g != then.groups[at]}
        were = {(at, text) for at, members in before.items() for text in self._broken(members)}
        will = {(at, text) for at in before for text in self._broken(then.groups[at])}
        return Consequence(
            breaks=tuple(dict.fromkeys(text for _at, text in sorted(will - were))),
            mends=tuple(dict.fromkeys(text for _at, text in sorted(were - will))),
            share=self._share(then),
            before=self.share.share,
        )

    def _share(self, proposal: Proposal) -> float:
        mix = sum(self._table(members).mix for members in proposal.groups if members)
        sizes = tuple(sorted(len(members) for members in proposal.groups if members))
        placed = tuple(sorted(self.index[p] for members in proposal.groups for p in members))
        most = _bound(_Same(self.problem), placed, sizes)
        return min(1.0, mix / most) if most > 0 else 1.0

    def _table(self, members: Sequence[int]) -> Table:
        key = tuple(members)
        if key not in self._tables:
            from levelground.core.formation.table import Table  # noqa: PLC0415 - slow to load

            at = tuple(self.index[number] for number in key)
            self._tables[key] = Table(problem=self.problem, members=at)
        return self._tables[key]

    @cached_property
    def _tables(self) -> dict[tuple[int, ...], Table]:
        return {}

    def _broken(self, members: Sequence[int]) -> tuple[str, ...]:
        key = tuple(members)
        if key not in self._breaches:
            found = self._table(members).broken() if members else {}
            self._breaches[key] = tuple(discreet(found))
        return self._breaches[key]

    @cached_property
    def _breaches(self) -> dict[tuple[int, ...], tuple[str, ...]]:
        return {}

    def _why_waiting(self, one: int) -> tuple[str, ...]:
        told = self.told.get("waits", {}).get(str(one))
        if told:
            return (told[1],)
        if one not in self.index:
            return (_("They cannot take part under these rules."),)
        from levelground.core.formation.explain import why_unplaced  # noqa: PLC0415 - slow to load

        groups = [
            [self.index[number] for number in members]
            for members in self.proposal.groups
            if members
        ]
        reason = why_unplaced(self.problem, self.index[one], groups).reason
        return (_("They were taken out of a group by hand."), reason)

    def _why_here(self, one: int, here: int) -> tuple[str, ...]:
        """How every other group would do with them instead of this one."""
        name = self.proposal.names[here]
        if one not in self.index:
            return ()
        others = [
            self._if("moved", {"person": one, "to": at})
            for at in range(len(self.proposal.groups))
            if at != here and at not in self.proposal.locked
        ][:400]
        known = [consequence for consequence in others if consequence is not None]
        broken = sum(not consequence.is_fine for consequence in known)
        better = sum(c.is_fine and c.share > c.before for c in known)
        told = [_("In %(group)s every rule holds for them.") % {"group": name}]
        if self._broken(self.proposal.groups[here]):
            told = [_("In %(group)s not every rule holds.") % {"group": name}]
        if known:
            told.append(
                _("Moved into another group, they would break a rule in %(broken)d of %(all)d.")
                % {"broken": broken, "all": len(known)}
            )
            told.append(
                _("In %(better)d of them the whole would be more mixed.") % {"better": better}
                if better
                else _("In none of them would the whole be more mixed without breaking a rule.")
            )
        return tuple(told)

    def _why_together(self, one: int, other: int, here: int) -> tuple[str, ...]:
        from levelground.core.formation.table import distance  # noqa: PLC0415 - slow to load

        table = self._table(self.proposal.groups[here])
        told = []
        if self.problem.data.partners[self.index[one]] == self.index[other]:
            told.append(_("They are to be together, as was wished."))
        if table.slots:
            told.append(
                ngettext(
                    "They share %(slot)s.",
                    "They share %(slot)s and %(more)d other times.",
                    len(table.slots),
                )
                % {"slot": table.slots[0], "more": len(table.slots) - 1}
            )
        if table.languages:
            told.append(_("They share %(languages)s.") % {"languages": ", ".join(table.languages)})
        far = distance(self.problem, self.index[one], self.index[other])
        told.append(
            _(
                "How different they are: %(pair)d of 100. Two people of this group on average: %(usual)d."
            )
            % {"pair": round(100 * far), "usual": round(100 * table.mix)}
        )
        return tuple(told)

    def _why_apart(self, one: int, other: int) -> tuple[str, ...]:
        pair = self._table((one, other)).broken()
        told = discreet({rule: what for rule, what in pair.items() if rule not in OF_THE_GROUP})
        found = tuple(told)
        swap = self._if_swapped(one, other)
        return found or (
            _("No rule keeps these two apart; the groups are as mixed as could be found."),
            *((_("If they changed places: %(what)s") % {"what": swap.words},) if swap else ()),
        )


OF_THE_GROUP = {Rule.SIZE, Rule.TRAINED, Rule.TOGETHER, Rule.MINORITY, Rule.ORGANISATION}


def best_of(cards: Sequence[Card]) -> tuple[Suggestion, ...]:
    """What costs least of all that these cards offer without breaking a rule."""
    found = [
        Suggestion(
            kind="moved",
            other=card.at,
            label=_("Move to %(group)s") % {"group": card.name},
            does=card.move,
        )
        for card in cards
        if card.move and card.move.is_fine
    ]
    found += [
        Suggestion(
            kind="swapped",
            other=seat.number,
            label=_("Swap with %(name)s of %(group)s") % {"name": seat.name, "group": card.name},
            does=seat.swap,
        )
        for card in cards
        for seat in card.seats
        if seat.swap and seat.swap.is_fine
    ]
    found.sort(key=lambda one: -one.does.share)
    return tuple(found[:SUGGESTED])


def discreet(broken: Mapping[Rule, Sequence[str]]) -> Iterator[str]:
    """What is broken, without names: reporting lines and wishes are told in confidence."""
    in_confidence = {
        Rule.EQUAL_STANDING: _("Their standing is not equal."),
        Rule.NOT_TOGETHER: _("Two are not to be put together."),
        Rule.TOGETHER: _("Two who wish to be together are parted."),
        Rule.MINORITY: _("Somebody is alone in what they asked not to be alone in."),
    }
    for rule, sentences in broken.items():
        if rule in in_confidence:
            yield in_confidence[rule]
        else:
            yield from dict.fromkeys(sentences)


class _Same:
    """A problem that is compared by identity."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.problem is self.problem

    def __hash__(self) -> int:
        return id(self.problem)


@lru_cache(maxsize=256)
def _bound(same: _Same, placed: tuple[int, ...], sizes: tuple[int, ...]) -> float:
    import numpy as np  # noqa: PLC0415 - slow to load

    from levelground.core.formation.bound import upper_bound  # noqa: PLC0415

    return float(upper_bound(same.problem.answers, np.array(placed, dtype=np.int64), list(sizes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one rule asks of these people: how many cannot take part, and a sentence."""

    excludes: int
    says: str


def effects(listed: Listed, rules: Rules, unmeetable: int) -> dict[str, Effect]:
    """Each rule's effect on these people. unmeetable: how many have no time that is long enough."""
    people = listed.people

    def keeps_out(count: int) -> str:
        return (
            ngettext("Keeps %(count)d person out.", "Keeps %(count)d people out.", count)
            % {"count": count}
            if count
            else _("Keeps nobody out.")
        )

    def effect(count: int, more: str = "") -> Effect:
        return Effect(excludes=count, says=" ".join(p for p in (keeps_out(count), more) if p))

    silent = sum(not person.opted_in for person in people)
    mute = sum(not person.languages for person in people)
    graded = sum(person.grade is None for person in people)
    homeless = sum(not person.organisation for person in people)
    lines = sum(bool(person.reports_to) for person in people)
    apart = len({frozenset((p.id, o)) for p in people for o in p.not_together})
    pairs = len({frozenset((p.id, p.together)) for p in people if p.together})
    wishes = sum(bool(person.not_alone_in) for person in people)
    trained = sum(person.trained for person in people)
    organisations = Counter(person.organisation for person in people if person.organisation)
    return {
        "opted_in": effect(silent if rules.opted_in else 0),
        "equal_standing": effect(
            graded if rules.equal_standing and rules.grades_apart is not None else 0,
            ngettext(
                "%(count)d person reports to somebody.",
                "%(count)d people report to somebody.",
                lines,
            )
            % {"count": lines},
        ),
        "not_together": effect(0, _asked_for_by(pairs=apart)),
        "together": effect(0, _asked_for_by(pairs=pairs)),
        "slot": effect(unmeetable if rules.slot else 0),
        "language": effect(mute if rules.language else 0),
        "trained": effect(0, _trained(trained, len(people), rules)),
        "organisation": effect(
            homeless if rules.organisation is not Kind.ANY else 0,
            _("They come from %(count)d organisations.") % {"count": len(organisations)},
        ),
        "minority": effect(
            0,
            ngettext("%(count)d person asked for it.", "%(count)d people asked for it.", wishes)
            % {"count": wishes},
        ),
        "size": effect(0),
    }


def _asked_for_by(*, pairs: int) -> str:
    said = ngettext("%(count)d pair asked for it.", "%(count)d pairs asked for it.", pairs)
    return said % {"count": pairs}


def _trained(trained: int, people: int, rules: Rules) -> str:
    """Whether there are enough trained people for everybody to have a place."""
    if rules.trained is Trained.NONE:
        return _("%(trained)d of %(people)d are trained.") % {"trained": trained, "people": people}
    most = max(
        (
            trained // rules.trained_needed(size) * size
            for size in range(rules.least, rules.most + 1)
        ),
        default=0,
    )
    said = _("%(trained)d of %(people)d are trained.") % {"trained": trained, "people": people}
    if most < people:
        said += " " + _("That is enough for %(most)d people at most.") % {"most": most}
    return said
