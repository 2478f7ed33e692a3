from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levelground.core.addresses import NotAnAddress, canonical
from levelground.core.formation import Faulty, OrganisationRule, Rules, Trained, Weights
from levelground.core.formation.faults import check
from levelground.core.formation.reading.people_list import Roster, read
from levelground.formation.domain.discretion import SMALLEST, WHO, WORK, kept
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Change, Round
from levelground.ui.translating import translated

WEIGHTS = (
    (0, gettext_lazy("does not count")),
    (1, gettext_lazy("counts")),
    (2, gettext_lazy("counts twice")),
)
BUNDLES = (("mix_who", WHO), ("mix_work", WORK), ("mix_organisation", ("organisation",)))
"""Fields of what counts as mixed, and what each weighs: never an answer by itself."""
MOST_SECONDS = 120
LAST_SEPARATOR = re.compile(r"[,;\t](?=[^,;\t]*$)")
NAME = re.compile(r"[^\x00-\x1f\[\]]{1,60}")


class RoundForm(forms.Form):
    """What this forming of groups is called."""

    name = forms.CharField(
        label=gettext_lazy("What do you call this round?"),
        help_text=gettext_lazy("The groups are named after it. An example: Autumn 2026."),
        max_length=60,
    )


class PeopleForm(forms.Form):
    """A spreadsheet, and which further columns count."""

    file = forms.FileField(
        label=gettext_lazy("Your list of people, as a CSV file"),
        help_text=gettext_lazy("One row for each person. In Excel: Save as, CSV UTF-8."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    more = forms.CharField(
        label=gettext_lazy("Further columns that shall count as a difference"),
        help_text=gettext_lazy(
            "Gender, age, ethnicity, role and experience count if they are there. Name others, separated by commas."
        ),
        required=False,
        max_length=400,
    )

    def names(self) -> list[str]:
        """The further columns."""
        parts = [part.strip() for part in self.cleaned_data["more"].split(",")]
        return [part for part in parts if NAME.fullmatch(part)]

    def read(self, rules: Rules, weights: Weights) -> Roster:
        """People from the file. Raises Faulty."""
        return read(self.cleaned_data["file"].read(), rules, weights)


class RulesForm(forms.Form):
    """The rules, in the order in which the page shows them."""

    least = forms.IntegerField(label=gettext_lazy("At least"), min_value=SMALLEST, max_value=8)
    preferred = forms.IntegerField(label=gettext_lazy("Best"), min_value=SMALLEST, max_value=8)
    most = forms.IntegerField(label=gettext_lazy("At most"), min_value=SMALLEST, max_value=8)
    opted_in = forms.BooleanField(label=gettext_lazy("Only people who said yes"), required=False)
    grades_apart = forms.IntegerField(
        label=gettext_lazy("Grades apart at most"),
        help_text=gettext_lazy("Empty: any grades may meet."),
        required=False,
        min_value=0,
        max_value=1000,
    )
    slot = forms.BooleanField(
        label=gettext_lazy("One time a week that suits the whole group"), required=False
    )
    meeting_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of a meeting"), min_value=15, max_value=240
    )
    slot_step = forms.TypedChoiceField(
        label=gettext_lazy("Meetings may start every"),
        choices=[(m, gettext_lazy("%(m)d minutes") % {"m": m}) for m in (10, 15, 20, 30, 60)],
        coerce=int,
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("An example: Pacific/Auckland."),
        max_length=60,
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First week"), widget=forms.DateInput(attrs={"type": "date"})
    )
    weeks = forms.IntegerField(label=gettext_lazy("For how many weeks"), min_value=1, max_value=520)
    language = forms.BooleanField(
        label=gettext_lazy("One language that the whole group speaks"), required=False
    )
    trained = forms.ChoiceField(
        label=gettext_lazy("How many are trained"),
        choices=[
            (Trained.MAJORITY.value, gettext_lazy("More than half of each group")),
            (Trained.ALL.value, gettext_lazy("Everybody")),
            (Trained.NONE.value, gettext_lazy("Nobody needs to be")),
        ],
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("Organisations"),
        choices=[
            (OrganisationRule.ANY.value, gettext_lazy("It does not matter")),
            (OrganisationRule.EXTERNAL.value, gettext_lazy("Each group from several")),
            (OrganisationRule.INTERNAL.value, gettext_lazy("Each group from one")),
        ],
    )
    at_least = forms.IntegerField(
        label=gettext_lazy("Organisations in a group, at least"), min_value=1, max_value=8
    )
    at_most = forms.IntegerField(
        label=gettext_lazy("People of one organisation, at most"), min_value=1, max_value=8
    )
    mix_who = forms.TypedChoiceField(
        label=gettext_lazy("Gender, age, ethnicity and further columns"),
        choices=WEIGHTS[1:],
        coerce=int,
    )
    mix_work = forms.TypedChoiceField(
        label=gettext_lazy("Role and experience"), choices=WEIGHTS[1:], coerce=int
    )
    mix_organisation = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"), choices=WEIGHTS, coerce=int
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("How many seconds to search"), min_value=0, max_value=MOST_SECONDS
    )

    def __init__(self, *args: Any, of_programme: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_programme:
            del self.fields["grades_apart"]  # people said their grades: the programme says, once

    @staticmethod
    def initial_of(rules: Rules, weights: Weights, seconds: int) -> dict[str, Any]:
        initial: dict[str, Any] = {name: getattr(rules, name) for name in Rules.__slots__}
        initial |= {field: round(weights.of(answers[0])) for field, answers in BUNDLES}
        return initial | {"seconds": seconds}

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone not in available_timezones():
            raise ValidationError(_("This is no time zone. An example: Pacific/Auckland."))
        return zone

    def clean(self) -> None:
        if not self.errors:
            try:
                rules, weights = self.rules_and_weights()
            except (ValueError, OverflowError):
                self.add_error(None, _("These rules do not fit together."))
                return
            for fault in check([], rules, weights):
                self.add_error(None, translated(fault.what))

    def rules_and_weights(self) -> tuple[Rules, Weights]:
        """The rules, and what counts as mixed."""
        chosen = dict(self.cleaned_data)
        mix = {answer: float(chosen[field]) for field, names in BUNDLES for answer in names}
        values = {name: chosen[name] for name in Rules.__slots__ if name in chosen}
        values["trained"], values["organisation"] = (
            Trained(chosen["trained"]),
            OrganisationRule(chosen["organisation"]),
        )
        return kept(Rules(**values)), Weights(mix=mix)


class AddressesForm(forms.Form):
    """Addresses for those of whom there is none: a name or id and an address on each line."""

    lines = forms.CharField(
        label=gettext_lazy("Names and addresses, one person on each line"),
        help_text=gettext_lazy("An example: Ada, ada@example.org"),
        max_length=400_000,
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false", "rows": 8}),
    )

    def __init__(self, *args: Any, listed: Listed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed
        self.found: dict[int, str] = {}

    def clean_lines(self) -> str:
        lines: str = self.cleaned_data["lines"]
        known: dict[str, list[int]] = {}
        for number, person in enumerate(self.listed.people):
            for called in {person.id.casefold(), person.name.casefold()} - {""}:
                known.setdefault(called, []).append(number)
        faults = []
        for row, line in enumerate(lines.splitlines(), 1):
            if line.strip():
                fault = self._read(line, known)
                if fault:
                    faults.append(_("Line %(row)d: %(what)s") % {"row": row, "what": fault})
        taken = list(self.found.values())
        faults += [
            _("%(email)s is given for two people.") % {"email": email}
            for email in dict.fromkeys(taken)
            if taken.count(email) > 1
        ]
        if faults:
            raise ValidationError(faults[:20])
        return lines

    def _read(self, line: str, known: dict[str, list[int]]) -> str:
        parts = [part.strip() for part in LAST_SEPARATOR.split(line, maxsplit=1)]
        called, email = parts[0], parts[-1] if len(parts) > 1 else ""
        numbers = known.get(called.casefold(), [])
        if not email:
            return str(_("Write a name, a comma and an address."))
        if len(numbers) != 1:
            return str(
                _("Nobody here is called “%(name)s”.")
                if not numbers
                else _("Several people are called “%(name)s”. Use their id.")
            ) % {"name": called[:60]}
        try:
            self.found[numbers[0]] = canonical(email)
        except NotAnAddress as refused:
            return f"“{email[:80]}”: {_(str(refused))}"
        return ""


class ChangeForm(forms.Form):
    """A change of the proposal, from buttons: numbers only."""

    kind = forms.ChoiceField(choices=[c for c in Change.Kind.choices if c[0] != "proposed"])
    version = forms.IntegerField(min_value=0)
    one = forms.IntegerField(required=False, min_value=0)
    other = forms.IntegerField(required=False, min_value=-1)

    def what(self) -> dict[str, int] | None:
        """The change as it is kept; None where a number is missing."""
        one, other = self.cleaned_data["one"], self.cleaned_data["other"]
        match self.cleaned_data["kind"]:
            case "swapped" if one is not None and other is not None:
                return {"one": min(one, other), "other": max(one, other)}
            case "moved" if one is not None and other is not None:
                return {"person": one, "to": other}
            case "locked" | "unlocked" if one is not None:
                return {"group": one}
        return None


__all__ = ["AddressesForm", "ChangeForm", "Faulty", "PeopleForm", "RoundForm", "RulesForm"]


def rules_form(
    round_: Round, rules: Rules, weights: Weights, *, posted: QueryDict | None
) -> RulesForm:
    """The rules of a round, for changing them."""
    initial = RulesForm.initial_of(rules, weights, round_.seconds)
    return RulesForm(posted, initial=initial, of_programme=round_.programme_id is not None)
