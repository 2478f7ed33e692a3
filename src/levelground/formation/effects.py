"""What each rule does to the people of a round, before any search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.formation import Kind, Rules, Trained
from levelground.formation.roster import Listed


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
