"""Signals that can be seen without listening: one kind suggestion at a time, with its reason.

Nothing here is about a person. Trends come before levels: what was high and falls is the warning.
The numbers behind the names are rows of what can go wrong in groups.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from statistics import fmean

from levelground.core.review.picture import (
    History,
    attendance,
    evenness,
    fidelity,
    presenter_spread,
)
from levelground.core.words import Sentence
from levelground.core.words import gettext_noop as _

FEW = 3  # sessions; fewer show nothing
HIGH, FALLEN = 3.0, 0.75  # of 4
SPARSE = 0.6  # of those expected
HALF = 0.5
DUE = 5  # commitments; fewer show nothing
A_LOT = 240  # seconds taken from others
UNEVEN = 0.55  # of airtime
NARROW = 0.4  # of presenting
SAME = 5  # times in a row
WARM = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something a group may like to try, and why. It may be dismissed."""

    kind: str
    text: Sentence
    reason: Sentence
    leads_to: str = ""  # "review", "dates", "library" or "commitments": where the button goes


def suggestion(history: History, *, dismissed: Collection[str] = ()) -> Suggestion | None:
    """The first that applies and was not dismissed."""
    for signal in SIGNALS:
        found = signal(history)
        if found is not None and found.kind not in dismissed:
            return found
    return None


def falling(history: History) -> Suggestion | None:
    """High and then falling."""
    medians = [met.worth.median for met in history.lately if met.worth]
    before, after = medians[: len(medians) // 2], medians[len(medians) // 2 :]
    if len(medians) < FEW + 1 or fmean(before) < HIGH or fmean(before) - fmean(after) < FALLEN:
        return None
    return Suggestion(
        kind="falling",
        text=_s(_("Take half an hour to look at yourselves, before it wears off.")),
        reason=_s(_("Your sessions were well worth the time and have become less so.")),
        leads_to="review",
    )


def due(history: History) -> Suggestion | None:
    """It is time for a review. It comes before what it may well answer."""
    if history.to_review or history.review_planned:
        return None
    return Suggestion(
        kind="review",
        text=_s(
            _(
                "Is this group still worth your time? One session to look at that together:"
                " go on, change something, or stop well."
            )
        ),
        reason=Sentence(
            _("You have met %(times)d times since you last did."), times=history.since_review
        )
        if history.since_review < len(history.met)
        else Sentence(
            _("You have met %(times)d times, and have not done so yet."), times=history.since_review
        ),
        leads_to="review",
    )


def decaying(history: History) -> Suggestion | None:
    """Row 14: cancelling, lateness, decay."""
    last = history.met[-FEW:]
    if len(last) < FEW:
        return None
    small = all(met.facts.is_small for met in last[-2:])
    if not small and not _is_under(SPARSE, attendance(last)):
        return None
    return Suggestion(
        kind="decaying",
        text=_s(_("Look at your dates together: another day or a shorter meeting may do it.")),
        reason=_s(_("In your last sessions many of you could not be there.")),
        leads_to="dates",
    )


def not_followed(history: History) -> Suggestion | None:
    """Row 17: nothing becomes of what is said."""
    promises = history.promises
    if promises.due < DUE or (promises.share or 0) >= HALF:
        return None
    return Suggestion(
        kind="not-followed",
        text=_s(
            _("Promise less: one small thing that takes ten minutes. Dropping one is fine too.")
        ),
        reason=Sentence(
            _("Of %(due)d things you meant to do, %(kept)d were done or changed on purpose."),
            due=promises.due,
            kept=promises.done + promises.changed,
        ),
        leads_to="commitments",
    )


def overrunning(history: History) -> Suggestion | None:
    """Row 10: an overrun takes somebody else's time."""
    last = history.met[-FEW:]
    if len(last) < FEW or sum(met.facts.taken >= A_LOT for met in last) < FEW - 1:
        return None
    return Suggestion(
        kind="overrunning",
        text=_s(_("Take one presenter fewer, or a shorter way of working.")),
        reason=_s(_("Lately some steps took minutes that later ones then lacked.")),
        leads_to="library",
    )


def unfamiliar(history: History) -> Suggestion | None:
    """Row 19: a new process, and it did not go by its plan."""
    if len(history.met) < FEW:
        return None
    *before, last = history.met
    known = {process for met in before for process in met.facts.processes}
    new = [one for one in last.facts.processes if one not in known and one not in history.gentle]
    if not new or not _is_under(HALF, fidelity([last])):
        return None
    return Suggestion(
        kind="unfamiliar",
        text=_s(_("Try it once more soon, or take one that is fit for a first time.")),
        reason=_s(_("Your last way of working was new to you, and new ones take getting used to.")),
        leads_to="library",
    )


def drifting(history: History) -> Suggestion | None:
    """Row 4: drift off the process."""
    last = history.met[-FEW:]
    if len(last) < FEW or not _is_under(HALF, fidelity(last)):
        return None
    return Suggestion(
        kind="drifting",
        text=_s(_("Ask “are we still in the process?” once in your next session. Anybody may.")),
        reason=_s(_("More than half of your steps took much longer or much shorter than planned.")),
    )


def narrow(history: History) -> Suggestion | None:
    """Row 11: the same present, or nobody brings anything."""
    last = history.lately
    if len(last) < FEW + 1:
        return None
    if not any(met.facts.presenters for met in last[-FEW:]):
        return Suggestion(
            kind="nothing-brought",
            text=_s(_("Begin with something that went well: good news can be presented too.")),
            reason=_s(_("In your last sessions nobody presented anything.")),
            leads_to="library",
        )
    spread = presenter_spread(last)
    if spread is None or spread >= NARROW:
        return None
    return Suggestion(
        kind="narrow",
        text=_s(_("Ask first those who have waited longest. Small things count.")),
        reason=_s(_("Lately presenting was shared among few of you.")),
    )


def uneven(history: History) -> Suggestion | None:
    """Row 9: unequal airtime, as far as turns tell."""
    last = [met for met in history.met[-FEW:] if len(met.facts.turns) >= FEW]
    if len(last) < FEW or any(evenness(met.facts.turns) >= UNEVEN for met in last):
        return None
    return Suggestion(
        kind="uneven",
        text=_s(_("Choose a way of working in rounds, where everybody has a turn of one length.")),
        reason=_s(_("The time in turns was far from equal in your last sessions.")),
        leads_to="library",
    )


def cosy(history: History) -> Suggestion | None:
    """Row 6: warm, nothing follows, always the same gentle process."""
    last = history.met[-FEW:]
    used = {process for met in last for process in met.facts.processes}
    warm = [met.heard is not None and met.heard.median >= WARM for met in last]
    if len(last) < FEW or not all(warm) or any(met.promised for met in last):
        return None
    if len(used) != 1 or not used <= history.gentle:
        return None
    return Suggestion(
        kind="cosy",
        text=_s(_("You may be ready for a way of working that asks more of you.")),
        reason=_s(_("You are heard here, and nothing to do has come of it for a while.")),
        leads_to="library",
    )


def rut(history: History) -> Suggestion | None:
    """Row 22: the same process too often."""
    last = history.met[-SAME:]
    every = [set(met.facts.processes) for met in last]
    if len(last) < SAME or len(set[str].union(*every)) != 1:
        return None
    return Suggestion(
        kind="rut",
        text=_s(_("Try another way of working once. You can always come back to this one.")),
        reason=Sentence(_("You have taken the same one %(times)d times in a row."), times=SAME),
        leads_to="library",
    )


SIGNALS: Sequence[Callable[[History], Suggestion | None]] = (
    falling,
    due,
    decaying,
    not_followed,
    overrunning,
    unfamiliar,
    drifting,
    narrow,
    uneven,
    cosy,
    rut,
)
KINDS = (
    "falling",
    "review",
    "decaying",
    "not-followed",
    "overrunning",
    "unfamiliar",
    "drifting",
    "nothing-brought",
    "narrow",
    "uneven",
    "cosy",
    "rut",
)


def _is_under(bound: float, share: float | None) -> bool:
    """None is no share of anything, which is not the same as none of it."""
    return share is not None and share < bound


def _s(text: str) -> Sentence:
    return Sentence(text)
