"""A group's agreement, for the group's page and for the list of groups. Nobody's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.agreements.queries import Stage, stages_of
from levelground.core.agreement import Piece
from levelground.groups.models import Group, Member

register = template.Library()


@register.inclusion_tag("agreements/of_group.html")
def agreement_of_group(group: Group, person: Person) -> dict[str, object]:
    """How far it is, and the one thing to do."""
    you = Member.objects.filter(group=group, person=person, left_at=None)
    return {"group": group, "stage": stages_of(you).get(group.pk)}


@register.simple_tag
def agreement_stages(groups: Sequence[Group], person: Person) -> dict[int, Stage]:
    """How far each of these groups is. As many queries for one as for many."""
    return stages_of(Member.objects.filter(group__in=groups, person=person, left_at=None))


@register.inclusion_tag("agreements/hint.html")
def agreement_hint(stages: Mapping[int, Stage], group: Group) -> dict[str, object]:
    """What a group's agreement wants of this person now; nothing if it wants nothing."""
    stage = stages.get(group.pk)
    page = "agreements:worries" if stage and stage.is_new else "agreements:show"
    return {"stage": stage, "where": reverse(page, args=[group.pk])}


@register.simple_tag
def marked(pieces: Sequence[Piece]) -> SafeString:
    """A text with what is no longer there and what is new: for the eye, and in words for the ear."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> SafeString:
    if piece.how == "same":
        return format_html("{}", piece.text)
    tag, said = ("del", _("no longer")) if piece.how == "old" else ("ins", _("new"))
    return format_html(
        '<{}><span class="unseen"> ({}: </span>{}<span class="unseen">) </span></{}>',
        *(tag, said, piece.text, tag),
    )
