"""A group's agreement, for the group's page. Nobody's words."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from levelground.core.agreement import Piece
from levelground.groups.queries.next_steps import NextStep

register = template.Library()


@register.inclusion_tag("agreements/of_group.html")
def agreement_of_group(next_step: NextStep) -> dict[str, object]:
    """How far it is, and the one thing to do, unless that stands above already."""
    return {
        "group": next_step.group,
        "stage": next_step.matters["agreements"].about,
        "is_said": next_step.first == "agreements",
    }


@register.simple_tag
def marked(pieces: Sequence[Piece]) -> SafeString:
    """A text with what is no longer there and what is new: for the eye, and in words for the ear."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> SafeString:
    if piece.how == "same":
        return format_html("{}", piece.text)
    tag, label = ("del", _("no longer")) if piece.how == "old" else ("ins", _("new"))
    return format_html(
        '<{}><span class="unseen"> ({}: </span>{}<span class="unseen">) </span></{}>',
        *(tag, label, piece.text, tag),
    )
