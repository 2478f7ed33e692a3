"""What a person says of themselves, in few calm steps. Each question may be left open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levelground.accounts.forms import zone_choices
from levelground.core.formation.reading.profiles import AGES, Confidence, ProfileAnswers, Standing
from levelground.programmes.actions.programmes import MOST_CONFIDENCES
from levelground.programmes.models import LONGEST_NAME
from levelground.ui.week import WEEK, Span, WeekField

MOST_WORKS = 4
MOST_WORDS = 8
LONGEST_WORD = 60
TOO_LONG = gettext_lazy("That is longer than %(limit_value)d characters. Shorten it a little.")
PAY = (("", "–"), ("paid", gettext_lazy("paid")), ("voluntary", gettext_lazy("voluntary")))
STANDINGS = (
    ("", gettext_lazy("Choose")),
    (Standing.REPORTS_TO, gettext_lazy("I report to")),
    (Standing.MANAGES, gettext_lazy("I line-manage")),
    (Standing.ASSESSED_BY, gettext_lazy("My work is assessed by")),
    (Standing.ASSESSES, gettext_lazy("I assess the work of")),
    (Standing.PAID_BY, gettext_lazy("I am paid or contracted by")),
    (Standing.PAYS, gettext_lazy("I pay or contract")),
    (Standing.APART, gettext_lazy("I would rather not be with")),
)
STANDINGS_IN_A_GROUP = (  # where it was asked in one question, and which of three was not
    (Standing.UNDER, gettext_lazy("I report to, or am assessed or paid by")),
    (Standing.OVER, gettext_lazy("I line-manage, assess or pay")),
)


class WordsField(forms.CharField):
    """Several answers in somebody's own words, separated by commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=300,
            error_messages={"max_length": TOO_LONG},
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        parts = (" ".join(part.split()) for part in super().clean(value).split(","))
        words = tuple(dict.fromkeys(part for part in parts if part))
        if len(words) > MOST_WORDS or any(len(part) > LONGEST_WORD for part in words):
            raise ValidationError(_("Give a few short answers, separated by commas."))
        return words


class AnswersForm(forms.Form):
    """Who somebody is, as far as they like to say. Why it is asked stands beside each question."""

    role = forms.CharField(
        label=gettext_lazy("What do you do?"),
        help_text=gettext_lazy(
            "Why we ask: different jobs in one group bring more ideas. Example: roster planner."
        ),
        required=False,
        max_length=LONGEST_WORD,
        error_messages={"max_length": TOO_LONG},
    )
    experience = forms.IntegerField(
        label=gettext_lazy("For how many years have you worked or volunteered?"),
        help_text=gettext_lazy("Why we ask: newer and older hands learn from one another."),
        required=False,
        min_value=0,
        max_value=80,
        error_messages={
            "invalid": gettext_lazy("Give the years as a whole number."),
            "min_value": gettext_lazy("Give the years as a whole number."),
            "max_value": gettext_lazy("Give at most %(limit_value)d years."),
        },
    )
    grade = forms.IntegerField(
        label=gettext_lazy("Your grade or band, if your work has numbers for it"),
        help_text=gettext_lazy("Why we ask: nobody in a group should stand far above another."),
        required=False,
        min_value=0,
        max_value=999,
        error_messages={
            "invalid": gettext_lazy("Give it as a whole number."),
            "min_value": gettext_lazy("Give it as a whole number."),
            "max_value": gettext_lazy("Give a number up to %(limit_value)d."),
        },
    )
    trained = forms.BooleanField(
        label=gettext_lazy("I have been to a training day in peer mentoring"),
        help_text=gettext_lazy(
            "Why we ask: groups work best when more than half of them have been to one."
        ),
        required=False,
    )
    languages = WordsField(
        label=gettext_lazy("In which languages could you work?"),
        help_text=gettext_lazy(
            "Why we ask: a group needs one that all of it speaks. Separate several by commas."
        ),
    )
    gender = WordsField(
        label=gettext_lazy("Your gender"),
        help_text=gettext_lazy("Why we ask: mixed groups see more. In your own words."),
    )
    ethnicity = WordsField(
        label=gettext_lazy("Your ethnicity"),
        help_text=gettext_lazy(
            "Why we ask: mixed groups see more. In your own words; separate several by commas."
        ),
    )
    age = forms.ChoiceField(
        label=gettext_lazy("Your age"),
        help_text=gettext_lazy("Why we ask: mixed groups see more."),
        required=False,
        choices=[
            ("", gettext_lazy("I leave this open")),
            *((band, gettext_lazy(band.replace("-", "–"))) for band in AGES),
        ],
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
    )
    not_alone_in = forms.MultipleChoiceField(
        label=gettext_lazy("I would rather not be the only one in my group of my"),
        help_text=gettext_lazy(
            "Tick what matters to you. We keep to it when the computer forms groups. A change made "
            "by hand can't check it: that would show who it is about. You see your group first."
        ),
        required=False,
        choices=[
            ("gender", gettext_lazy("gender")),
            ("ethnicity", gettext_lazy("ethnicity")),
            ("role", gettext_lazy("kind of work")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list.")},
    )

    def __init__(self, *args: Any, organisations: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        for at in range(MOST_WORKS):
            self.fields[f"work_{at}"] = forms.CharField(
                label=_("Organisation"),
                required=False,
                max_length=LONGEST_NAME,
                widget=forms.TextInput(
                    attrs={"list": "organisations", "autocomplete": "organization"}
                ),
                error_messages={"max_length": TOO_LONG},
            )
            self.fields[f"pay_{at}"] = forms.ChoiceField(
                label=_("Paid or voluntary"),
                required=False,
                choices=PAY,
                error_messages={"invalid_choice": _("Choose one from the list.")},
            )

    @staticmethod
    def initial_of(
        profile: ProfileAnswers, works: Sequence[tuple[str, bool | None]]
    ) -> dict[str, Any]:
        initial: dict[str, Any] = {name: getattr(profile, name) for name in ANSWERS}
        for at, (name, is_paid) in enumerate(works[:MOST_WORKS]):
            initial[f"work_{at}"] = name
            initial[f"pay_{at}"] = {True: "paid", False: "voluntary", None: ""}[is_paid]
        return initial

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Organisation by organisation."""
        return [(self[f"work_{at}"], self[f"pay_{at}"]) for at in range(MOST_WORKS)]

    def clean(self) -> None:
        for at in range(MOST_WORKS):
            name, pay = self.cleaned_data.get(f"work_{at}"), self.cleaned_data.get(f"pay_{at}")
            if name and pay == "":
                self.add_error(f"pay_{at}", _("Say whether you are paid there or volunteer."))
            if pay and not name and f"work_{at}" not in self.errors:
                self.add_error(f"work_{at}", _("Say where this is."))

    def answers(self) -> dict[str, Any]:
        """Fields of `Said`."""
        answers = {name: self.cleaned_data[name] for name in ANSWERS}
        return answers | {"not_alone_in": tuple(answers["not_alone_in"])}

    def works(self) -> list[tuple[str, bool]]:
        found: dict[str, tuple[str, bool]] = {}
        for at in range(MOST_WORKS):
            name = " ".join(self.cleaned_data[f"work_{at}"].split())
            if name:
                found[name.casefold()] = (name, self.cleaned_data[f"pay_{at}"] == "paid")
        return list(found.values())


ANSWERS = (
    "gender",
    "ethnicity",
    "age",
    "role",
    "experience",
    "grade",
    "trained",
    "languages",
    "not_alone_in",
)


class ConfidenceForm(forms.Form):
    """How somebody stands to others, row by row. Told to nobody."""

    def __init__(self, *args: Any, confidences: Sequence[Confidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = dict(enumerate(confidences))
        more = tuple(
            one for one in STANDINGS_IN_A_GROUP if one[0] in {each.standing for each in confidences}
        )
        self.count = min(max(len(confidences) + 2, self._rows_sent()), MOST_CONFIDENCES)
        for at in range(self.count):
            one = self.before.get(at)
            self.fields[f"standing_{at}"] = forms.ChoiceField(
                label=_("How you stand to them"),
                required=False,
                choices=STANDINGS + more,
                initial=one.standing if one else "",
                error_messages={"invalid_choice": _("Choose one from the list.")},
            )
            self.fields[f"who_{at}"] = forms.CharField(
                label=_("Their name or address"),
                required=False,
                max_length=120,
                initial=one.who if one else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"max_length": TOO_LONG},
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"standing_{at}"], self[f"who_{at}"]) for at in range(self.count)]

    def clean(self) -> None:
        for at in range(self.count):
            standing = self.cleaned_data.get(f"standing_{at}")
            who = self.cleaned_data.get(f"who_{at}")
            if standing and not who and f"who_{at}" not in self.errors:
                self.add_error(f"who_{at}", _("Say who, by name or address."))
            if who and not standing and f"standing_{at}" not in self.errors:
                self.add_error(f"standing_{at}", _("Say how you stand to them."))

    def confidences(self) -> tuple[Confidence, ...]:
        return tuple(
            dict.fromkeys(
                self._row(at, Standing(standing), " ".join(who.split()))
                for at in range(self.count)
                if (standing := self.cleaned_data[f"standing_{at}"])
                and (who := self.cleaned_data[f"who_{at}"])
            )
        )

    def _row(self, at: int, standing: Standing, who: str) -> Confidence:
        """A row whose name is left as it was still means the same person."""
        before = self.before.get(at)
        is_same = before is not None and before.who == who
        return Confidence(standing=standing, who=who, id=before.id if before and is_same else "")

    def _rows_sent(self) -> int:
        return (
            sum(f"standing_{at}" in self.data for at in range(MOST_CONFIDENCES)) if self.data else 0
        )


class TimesForm(forms.Form):
    """When somebody could meet, on their own clock."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Your time zone"),
        error_messages={
            "required": gettext_lazy("Choose the time zone you are in."),
            "invalid_choice": gettext_lazy("Choose a time zone from the list."),
        },
    )
    free = WeekField(label=gettext_lazy("When could you usually meet?"))

    def __init__(self, *args: Any, zone: str, minutes: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes = minutes
        self.fields["time_zone"].choices = zone_choices(zone)  # type: ignore[attr-defined]  # the stubs know only Field

    def clean_free(self) -> tuple[Span, ...]:
        free: tuple[Span, ...] = self.cleaned_data["free"]
        if self.minutes and longest(free) < self.minutes:
            raise ValidationError(
                _(
                    "A meeting takes %(minutes)d minutes. Choose half-hours in a row that are as long."
                )
                % {"minutes": self.minutes}
            )
        return free


def longest(free: Sequence[Span]) -> int:
    """Minutes of the longest time without a break; Sunday night runs into Monday morning."""
    spans = [ends - starts for starts, ends in free]
    if len(free) > 1 and free[0][0] == 0 and free[-1][1] == WEEK:
        spans.append(spans[0] + spans[-1])
    return max(spans, default=0)
