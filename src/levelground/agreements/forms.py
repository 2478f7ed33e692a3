from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levelground.core.agreement import CLAUSES, HEADINGS, WORRIES, Clause

LONGEST_CLAUSE = 3000
LONGEST_WORRY = 500
LONGEST_EMPLOYER = 6000
MOST_SEEN = 20


class Written(forms.CharField):
    """What somebody typed, its lines as the browser counts them."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return typed.replace("\r\n", "\n").replace("\r", "\n")


class MayBeEmpty(Written):
    """Asked for, but an empty one means something."""

    def validate(self, value: Any) -> None:
        """Nothing is wrong with nothing."""


class WorriesForm(forms.Form):
    """Which examples worry a member, and one more in their own words."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    examples = forms.MultipleChoiceField(
        required=False, choices=[(worry.key, worry.key) for worry in WORRIES]
    )
    text = Written(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=LONGEST_WORRY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": gettext_lazy(
                "That is longer than %(limit_value)d characters. Make two worries of it."
            )
        },
    )

    def headings(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The examples under their headings: key, sentence, whether it is chosen."""
        chosen = set(self["examples"].value() or ())
        return [
            (
                _(name),
                [(w.key, _(w.says), w.key in chosen) for w in WORRIES if w.about == heading],
            )
            for heading, name in HEADINGS.items()
        ]


class LeadForm(forms.Form):
    """Which part of the agreement is to answer a worry."""

    clause = forms.ChoiceField(
        choices=[(clause.key, clause.key) for clause in CLAUSES],
        error_messages={"required": gettext_lazy("Choose a part of the agreement.")},
    )


class ClauseForm(forms.Form):
    """A text of one clause, and which texts its writer had before them."""

    use_required_attribute = False

    id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=40 * MOST_SEEN, widget=forms.HiddenInput)
    text = MayBeEmpty(
        label=gettext_lazy("Your text"),
        max_length=LONGEST_CLAUSE,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "max_length": gettext_lazy(
                "That is longer than %(limit_value)d characters. Nobody will read that aloud;"
                " shorten it a little."
            )
        },
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, clause: Clause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clause = clause
        self.fields["text"].widget.attrs["maxlength"] = LONGEST_CLAUSE
        if clause.number is not None:
            self.fields["number"] = forms.IntegerField(
                label=_(clause.number.label),
                min_value=clause.number.lowest,
                max_value=clause.number.highest,
                error_messages={"required": gettext_lazy("Say how many.")},
            )

    def clean_seen(self) -> list[UUID]:
        try:
            return [UUID(one) for one in self.cleaned_data["seen"].split()]
        except ValueError:
            raise ValidationError(_("This page is out of date. Open it again.")) from None

    def with_start(self) -> str | None:
        """What is typed, with the wording that was asked for; None if none was."""
        wanted = self.cleaned_data.get("start")
        if wanted is None or not 0 <= wanted < len(self.clause.wordings):
            return None
        typed = str(self.cleaned_data.get("text") or "")
        return "\n\n".join(filter(None, (typed, _(self.clause.wordings[wanted]))))


class VersionForm(forms.Form):
    """Which version a page had before it when its button was pressed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class EmployerForm(forms.Form):
    """The member's own agreement with their employer."""

    use_required_attribute = False

    text = MayBeEmpty(
        label=gettext_lazy("Your text"),
        max_length=LONGEST_EMPLOYER,
        help_text=gettext_lazy("Fill in the gaps. Leave it empty to get our draft back."),
        widget=forms.Textarea(attrs={"rows": 24}),
    )
