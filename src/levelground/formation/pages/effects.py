"""What each rule does to the people of a round, before any search."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.formation import Rules, Trained
from levelground.formation.domain.roster import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one rule does to these people: how many cannot take part, and a sentence."""

    excludes: int
    says: str


def effects(listed: Listed, rules: Rules, missing: int) -> dict[str, Effect]:
    """What can be counted without telling on anybody: who said yes, training, organisations.

    missing: how many have not told us what the other rules need. Which of them it is, is not said.
    """
    people = listed.people
    silent = sum(not person.opted_in for person in people)
    trained = sum(person.trained for person in people)
    organisations = {person.organisation for person in people} - {""}
    out = silent if rules.opted_in else 0
    return {
        "opted_in": Effect(excludes=out, says=_keeps_out(out)),
        "trained": Effect(excludes=0, says=_trained(trained, len(people), rules)),
        "organisation": Effect(
            excludes=0,
            says=_("They come from %(count)d organisations.") % {"count": len(organisations)},
        ),
        "missing": Effect(excludes=missing, says=_missing(missing)),
    }


def _keeps_out(count: int) -> str:
    if not count:
        return _("Keeps nobody out.")
    sentence = ngettext("Keeps %(count)d person out.", "Keeps %(count)d people out.", count)
    return sentence % {"count": count}


def _missing(count: int) -> str:
    if not count:
        return ""
    sentence = ngettext(
        "%(count)d person can't be placed yet: they haven't told us everything these rules need.",
        "%(count)d people can't be placed yet: they haven't told us everything these rules need.",
        count,
    )
    return sentence % {"count": count}


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
    sentence = _("%(trained)d of %(people)d are trained.") % {"trained": trained, "people": people}
    if most < people:
        sentence += " " + _("That is enough for %(most)d people at most.") % {"most": most}
    return sentence
