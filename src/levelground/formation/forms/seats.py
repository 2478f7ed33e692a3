from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from levelground.formation.domain.objections import STANDINGS, Objection


class WrongForm(forms.Form):
    """What is wrong with a group, told in confidence. Nothing of it is words."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    whom = forms.TypedChoiceField(
        label=_("With whom, for the first three?"),
        help_text=_("It is used to form groups by, and shown to nobody."),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("Choose one of these people.")},
    )

    def __init__(
        self,
        posted: QueryDict | None,
        *,
        others: Sequence[tuple[int, str, str]],
        has_time: bool,
    ) -> None:
        super().__init__(posted)
        kinds = [
            (Objection.UNDER, _("I report to somebody here, or they assess or pay me")),
            (Objection.OVER, _("Somebody here reports to me, or I assess or pay them")),
            (Objection.APART, _("I would rather not be in a group with somebody here")),
            (Objection.TIME, _("I cannot come at this time")),
            (Objection.ELSE, _("Something else: put me in another group")),
            (Objection.OUT, _("I do not want to take part after all")),
        ]
        chosen = [(k.value, text) for k, text in kinds if has_time or k is not Objection.TIME]
        cast("forms.ChoiceField", self.fields["kind"]).choices = chosen
        people = [(str(number), name) for number, name, _role in others]
        cast("forms.ChoiceField", self.fields["whom"]).choices = [("", "–"), *people]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind in STANDINGS and cleaned.get("whom") is None and "whom" not in self.errors:
            self.add_error("whom", _("Choose with whom. It is shown to nobody."))
        return cleaned

    @property
    def wrong(self) -> Objection:
        return Objection(self.cleaned_data["kind"])
