"""What a member agrees with their employer about time and facilities. Their own; nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from levelground.groups.models import Group
from levelground.words.queries import SelfProof, parked_thought

GAP = "…"
LONGEST_LEAD = 30  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph on paper. Between its pieces there is room to write by hand."""

    lead: str  # what it is about, where it begins with that: “Time.”
    pieces: tuple[str, ...]


def employer_text(proof: SelfProof, group: Group) -> str:
    """As the member left it; else our draft of it."""
    return parked_thought(proof, place=place_of_employer_text(group)) or draft(group)


def is_own(proof: SelfProof, group: Group) -> bool:
    """Whether the member has made it their own."""
    return bool(parked_thought(proof, place=place_of_employer_text(group)))


def on_paper(text: str) -> list[Paragraph]:
    return [_paragraph(part.strip()) for part in text.split("\n\n") if part.strip()]


def draft(group: Group) -> str:
    """What such an agreement says, with gaps to fill in."""
    return "\n\n".join(
        (
            _("Between … (who works here) and … (for the organisation)."),
            _(
                "What it is. A peer mentoring group of people of equal standing. They meet to think"
                " about their work, follow a set process and leave with something they can use. It"
                " replaces neither management nor the supervision that a profession prescribes."
            ),
            _(
                "Time. %(minutes)d minutes a session, … sessions a year, counted as working time, with"
                " … minutes for the way. The dates are known a year ahead. Other work does not take"
                " their place except in an emergency."
            )
            % {"minutes": group.minutes},
            _(
                "Facilities. A room with a door, or a quiet place and a screen for a call; … for"
                " travel or fees."
            ),
            _(
                "What is reported. The dates and hours of attendance, by the member. Nothing of what"
                " is said, by whom, about whom, or what the group thinks of anybody. Nobody asks for"
                " it, and the group does not answer."
            ),
            _(
                "What the group owes. Its members keep what they hear in confidence, within limits"
                " that they have agreed on: where somebody is in serious danger, or the law requires"
                " it."
            ),
            _("Review. We look at this together on …"),
        )
    )


def _paragraph(text: str) -> Paragraph:
    lead, stop, rest = text.partition(". ")
    if not stop or len(lead) > LONGEST_LEAD or GAP in lead:
        lead, rest = "", text
    return Paragraph(lead=lead and f"{lead}.", pieces=tuple(rest.split(GAP)))


def place_of_employer_text(group: Group) -> str:
    return f"employer-{group.pk}"
