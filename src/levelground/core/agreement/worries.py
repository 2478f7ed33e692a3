"""What could go wrong for a group: examples to recognise oneself in, and what each leads to.

The keys are kept with what groups named: they never change. The sentences may.
"""

from __future__ import annotations

from dataclasses import dataclass

from levelground.core.words import gettext_noop as _

OWN = "own"  # the key of whatever somebody put in their own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """Something that has gone wrong in groups before."""

    key: str
    about: str  # which of the headings it stands under
    says: str
    clauses: tuple[str, ...]  # which parts of the agreement may answer it, the first before all


def _worry(key: str, about: str, says: str, *clauses: str) -> Worry:
    return Worry(key=key, about=about, says=says, clauses=clauses)


HEADINGS = {
    "trust": _("Trust"),
    "talk": _("How we talk"),
    "fairness": _("Fairness"),
    "use": _("Whether it is worth it"),
    "together": _("Keeping together"),
}

WORRIES = (
    _worry("gets-around", "trust", _("Something I say gets around."), "confidentiality", "line"),
    _worry("hierarchy", "trust", _("Somebody here has a say over my work."), "ties"),
    _worry("watched", "trust", _("Somebody outside follows what we do here."), "records"),
    _worry(
        "danger",
        "trust",
        _("Somebody tells of a danger, and we do not know what to do."),
        *("limits", "contacts"),
    ),
    _worry("recognised", "trust", _("Somebody recognises the person I talk about."), "others"),
    _worry("no-place", "trust", _("Who I am, or where I come from, has no place here."), "culture"),
    _worry("advice", "talk", _("I get advice instead of being heard."), "feedback"),
    _worry("hidden-advice", "talk", _("Questions that are really opinions."), "feedback"),
    _worry("silences", "talk", _("We talk into the silences."), "time"),
    _worry("therapy", "talk", _("It turns into therapy."), "purpose", "limits"),
    _worry("complaining", "talk", _("We complain together, or outdo each other."), "feedback"),
    _worry("looking-good", "talk", _("We bring only what makes us look good."), "feedback"),
    _worry("quarrel", "talk", _("We avoid a quarrel until it is too late."), "conflict"),
    _worry("one-talks", "fairness", _("One of us talks most of the time."), "time"),
    _worry("overrun", "fairness", _("One turn eats up another."), "time"),
    _worry("same-one", "fairness", _("It is always the same one who brings something."), "time"),
    _worry("unknown-tool", "fairness", _("We do not know how a process goes."), "roles"),
    _worry("drift", "use", _("We drift away from the process."), "roles"),
    _worry("cosy", "use", _("It becomes a nice chat and nothing more."), "purpose", "review"),
    _worry("shallow", "use", _("We stay with what is safe to say."), "confidentiality", "feedback"),
    _worry("no-follow-up", "use", _("Nothing comes of it."), "purpose", "review"),
    _worry("routine", "use", _("It turns into a routine."), "review"),
    _worry("different-hopes", "use", _("Each of us wants something else from it."), "purpose"),
    _worry("late", "together", _("People come late, or cancel."), "attendance"),
    _worry("no-time", "together", _("My work leaves me no time for it."), "setup", "attendance"),
    _worry("newcomer", "together", _("Somebody new changes how we are together."), "newcomers"),
    _worry("vanishing", "together", _("Somebody just stops coming."), "ending", "attendance"),
    _worry(
        "between", "together", _("I need help between sessions, and nobody answers."), "between"
    ),
)
WORRIES_BY_KEY = {worry.key: worry for worry in WORRIES}
