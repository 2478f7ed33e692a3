from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from levelground.core.process.vocabulary import KINDS
from levelground.core.session import Move, moves
from levelground.sessions.actions.closing import ClosingAnswers
from levelground.sessions.models import CODE_LENGTH, PresenterLine

SIMPLE: dict[str, Callable[..., Move]] = {
    "join": moves.Join,
    "leave": moves.Leave,
    "open": moves.Open,
    "ready": moves.Ready,
    "pass": moves.Pass,
    "later": moves.Later,
    "pause": moves.Pause,
    "call-silence": moves.CallSilence,
    "check-process": moves.CheckProcess,
    "silence-broken": moves.NoteBroken,
    "offer": moves.Offer,
    "withdraw": moves.Withdraw,
}
PROPOSALS = ("move-on", "more-time", "resume", "timers", "presenters", "process", "close")
DETAILED = (
    "done",
    "yes",
    "no",
    "seat",
    "unseat",
    "take-role",
    "hand-on",
    *(f"propose-{ask}" for ask in PROPOSALS),
)
TRY_AGAIN = _("This button could not be read. Press it again on this page.")
LONGEST_WORDS = 4000
LONGEST_LINE = 400
TOO_LONG_A_LINE = {
    "max_length": _("That is longer than %(limit_value)d characters. Shorten it a little.")
}
LONGEST_PAD = 8000


class MoveForm(forms.Form):
    """A button a member pressed, turned into a move."""

    move = forms.ChoiceField(choices=[(kind, kind) for kind in (*SIMPLE, *DETAILED)])
    key = forms.UUIDField()
    member = forms.IntegerField(required=False, min_value=1)
    role = forms.SlugField(required=False, max_length=60)
    timers = forms.SlugField(required=False, max_length=20)
    process = forms.SlugField(required=False, max_length=60)
    presenters = forms.TypedMultipleChoiceField(required=False, coerce=int)
    # What the page showed when the button was pressed, so that none of it reaches something else:
    ask = forms.SlugField(required=False, max_length=20)
    turn = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args: Any, members: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presenters"].choices = [(member, member) for member in members]  # type: ignore[attr-defined]  # the stubs know only Field
        self.members = members

    def clean_member(self) -> str:
        member = str(self.cleaned_data["member"] or "")
        named = self.cleaned_data.get("move") in ("seat", "unseat")
        if (named or member) and member not in self.members:
            raise ValidationError(TRY_AGAIN)
        return member

    def asked(self, by: str) -> Move:  # noqa: PLR0911  one for each kind
        """The move, by this member. The form must be valid."""
        kind, data = self.cleaned_data["move"], self.cleaned_data
        if kind in SIMPLE:
            return SIMPLE[kind](by=by)
        match kind:
            case "done":
                return moves.Done(by=by, turn=str(data["turn"] or ""))
            case "yes" | "no":
                return moves.Answer(by=by, yes=kind == "yes", ask=data["ask"])
            case "seat":
                return moves.Seat(by=by, member=data["member"])
            case "unseat":
                return moves.Leave(by=by, member=data["member"])
            case "take-role":
                return moves.TakeRole(by=by, role=data["role"])
            case "hand-on":
                return moves.HandOn(by=by, role=data["role"])
            case _:
                ask = kind.removeprefix("propose-")
                return moves.Propose(by=by, ask=ask, detail=self._detail(ask))

    @property
    def mark(self) -> str:
        """The key of the button that was pressed."""
        return str(self.cleaned_data["key"])

    def _detail(self, ask: str) -> tuple[str, ...]:
        if ask == "presenters":
            return tuple(str(member) for member in self.cleaned_data["presenters"])
        if ask in ("timers", "process"):
            return (str(self.cleaned_data[ask]),)
        return ()


class Text(forms.CharField):
    """What somebody typed. A new line counts once, as in the browser that counts along."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return typed.replace("\r\n", "\n")


class InOneGo(forms.Form):
    """A form whose faults are said in one go, where no field of it stands on the page."""

    @property
    def faults(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class WordsForm(InOneGo):
    """What somebody wrote because the step asks for it."""

    id = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS if kind != "worth"])
    text = Text(
        max_length=LONGEST_WORDS,
        error_messages={
            "required": _("There is nothing to keep yet. Write something first."),
            "max_length": _(
                "That is longer than %(limit_value)d characters. It is on your own pad; shorten it a little."
            ),
        },
    )

    due_on = forms.DateField(  # of a commitment
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Give the day like this: 2026-03-02. Or leave it empty.")},
    )

    @property
    def id_(self) -> UUID:
        found: UUID = self.cleaned_data["id"]
        return found


class Scale(forms.TypedChoiceField):
    """A tap on a figure from 0 to 4."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(str(figure), str(figure)) for figure in range(5)]
        super().__init__(choices=choices, coerce=int, empty_value=None, **kwargs)


class WorthForm(forms.Form):
    """What a member says of the session. Only the first has to be said."""

    id = forms.UUIDField()
    worth = Scale(
        error_messages={
            "required": _("Choose one of the five answers."),
            "invalid_choice": _("Choose one of the five answers."),
        }
    )
    heard = Scale(required=False)
    kept = Scale(required=False)
    usable = Scale(required=False)
    answered = forms.ChoiceField(required=False, choices=PresenterLine.Answer.choices)
    keep = Text(required=False, max_length=LONGEST_LINE, error_messages=TOO_LONG_A_LINE)
    change = Text(required=False, max_length=LONGEST_LINE, error_messages=TOO_LONG_A_LINE)

    @property
    def answers(self) -> ClosingAnswers:
        data = {name: value for name, value in self.cleaned_data.items() if name != "id"}
        return ClosingAnswers(**data)

    @property
    def key(self) -> str:
        return str(self.cleaned_data["id"])


class ChangeForm(InOneGo):
    """What something kept shall say instead."""

    text = Text(
        max_length=LONGEST_WORDS,
        error_messages={
            "required": _("There is nothing left of it. Take it back, or write something."),
            "max_length": _(
                "That is longer than %(limit_value)d characters. What was kept stands; shorten it a little."
            ),
        },
    )


class DraftForm(InOneGo):
    """What somebody is writing, as far as they are. Nothing typed clears it."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS if kind != "worth"])
    text = Text(
        max_length=LONGEST_WORDS,
        required=False,
        strip=False,
        error_messages={
            "max_length": _("That is longer than %(limit_value)d characters. Shorten it a little.")
        },
    )


class PadForm(InOneGo):
    """A thought that somebody parks. An empty pad is a cleared pad."""

    text = Text(
        max_length=LONGEST_PAD,
        required=False,
        strip=False,
        error_messages={"max_length": _("Your pad is full. Shorten it a little.")},
    )


class JoinForm(forms.Form):
    """The short code from the room's screen, however it is typed."""

    code = forms.CharField(label=_("Code"), max_length=20)

    def clean_code(self) -> str:
        code = "".join(letter for letter in self.cleaned_data["code"].upper() if letter.isalnum())
        if len(code) != CODE_LENGTH:
            raise ValidationError(
                _("A code has %(length)d letters and figures."), params={"length": CODE_LENGTH}
            )
        return code


def since(raw: str) -> int:
    """The version a page says it shows. Whatever is not a number counts as none."""
    try:
        return max(0, int(json.loads(raw)))
    except (ValueError, TypeError, RecursionError):
        return 0
