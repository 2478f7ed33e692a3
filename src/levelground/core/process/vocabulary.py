"""The words a process file may use, and what people are told they mean."""

from __future__ import annotations

from dataclasses import dataclass

from levelground.core.words import gettext_noop as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """A way of speaking that a step asks for: a chip, and a line that explains it on touch."""

    chip: str
    explanation: str


MANNERS: dict[str, Manner] = {
    "own-words": Manner(chip=_("In your own words"), explanation=_("Tell it as it comes. Nobody marks it.")),
    "facts-only": Manner(chip=_("Facts only"), explanation=_("Ask what happened, who, when, how often. No opinions yet.")),
    "open-questions": Manner(
        chip=_("Open questions"), explanation=_("Ask what cannot be answered with yes or no, and hide no advice in it.")
    ),
    "one-question": Manner(
        chip=_("One question each"), explanation=_("Ask one question and one to follow it up, then wait for your next turn.")
    ),
    "no-advice": Manner(chip=_("No advice"), explanation=_("Leave every solution aside for now, yours too.")),
    "first-person": Manner(chip=_("From your own experience"), explanation=_("Say “I”. Speak of what you know from your own life.")),
    "tentative": Manner(chip=_("Tentative: “I wonder whether…”"), explanation=_("Offer ideas as something to look at, not as answers.")),
    "appreciative": Manner(chip=_("What impresses you"), explanation=_("Say what you saw that is good, and mean it.")),
    "build-on-each-other": Manner(chip=_("Build on each other"), explanation=_("Take up the last thought and carry it on.")),
    "talk-to-each-other": Manner(
        chip=_("To each other"), explanation=_("Speak to each other, not to the presenter, as if they were not in the room.")
    ),
    "advice-welcome": Manner(chip=_("Advice is welcome"), explanation=_("Now is the time for ideas on what to do.")),
    "as-if-mine": Manner(chip=_("As if it were mine"), explanation=_("Say what you would do or feel if this were yours.")),
    "what-not-who": Manner(chip=_("What, not who"), explanation=_("Look at what happened, not at who is to blame.")),
    "write": Manner(chip=_("Write, do not speak"), explanation=_("Everyone writes. Nobody speaks.")),
    "mirror": Manner(chip=_("Mirror, no opinion"), explanation=_("Give back what you saw and heard. Leave out what you think of it.")),
    "free": Manner(chip=_("Talk freely"), explanation=_("No special rule, but one at a time.")),
}  # fmt: skip

NEEDS: dict[str, str] = {
    "dilemma": _("One stuck dilemma"),
    "first-session": _("A first session"),
    "everyone-a-turn": _("Everyone gets a turn"),
    "advising-habit": _("We keep giving advice"),
    "good-news": _("Something went well"),
    "went-wrong": _("Something went wrong"),
    "piece-of-work": _("A piece of work"),
    "strong-feelings": _("Strong feelings about somebody"),
    "tension": _("Tension among us"),
    "action": _("Getting something done"),
    "discernment": _("A decision that needs time"),
    "group-itself": _("How we work as a group"),
}

KINDS: dict[str, str] = {
    "request": _("What I ask of you"),
    "question": _("Question"),
    "note": _("Note"),
    "idea": _("Idea"),
    "appreciation": _("What impressed me"),
    "takeaway": _("What I take with me"),
    "topic": _("What I bring"),
    "board": _("On the board"),
    "commitment": _("What I will do"),
    "worth": _("Worth my time"),
}

FLOORS = ("nobody", "presenter", "responders", "everyone")  # and the ids of a file's own roles
AUDIENCES = ("floor", "silent", "everyone")
ENDS = ("floor-done", "all-ready", "never")
SEEN = ("writer", "owner", "group")
OWNERS = ("presenter", "writer", "group")
