"""A person's own pages: what they are asked, what they say of themselves, yes and no.

Whoever is asked to nothing has nothing to say here, and nothing to correct.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from levelground.accounts.actions.people import keep_account
from levelground.accounts.http.requests import MemberRequest, posted
from levelground.core.formation.reading.profiles import ProfileAnswers
from levelground.programmes.actions.programmes import (
    CannotJoin,
    say,
    say_no,
    say_where_one_works,
    say_yes,
)
from levelground.programmes.forms.profile import AnswersForm, ConfidenceForm, TimesForm
from levelground.programmes.models import Invitee
from levelground.programmes.queries.programmes import (
    affiliations_of,
    invitees_of,
    is_needed_by_some,
    known_of,
    organisations_of,
    profile_of,
)

reads_and_posts = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def asked(request: MemberRequest, pk: int) -> HttpResponse:
    """Who asks, for what, and who sees what. Opening the link changes nothing."""
    invitee = _invitee(request, pk)
    context = {
        "invitee": invitee,
        "programme": invitee.programme,
        "organisations": organisations_of(invitee.programme),
        "known": known_of(invitee),
    }
    return render(request, "programmes/own/asked.html", context)


@reads_and_posts
def answers(request: MemberRequest, pk: int) -> HttpResponse:
    invitee = _invitee(request, pk)
    form = _answers_form(request, invitee)
    if request.method == "POST" and form.is_valid():
        _keep_answers(request, form)
        return redirect("programmes:confidence", pk)
    return _step(request, invitee, form, "answers")


@reads_and_posts
def confidence(request: MemberRequest, pk: int) -> HttpResponse:
    invitee = _invitee(request, pk)
    form = ConfidenceForm(posted(request), confidences=profile_of(request.user).confidences)
    if request.method == "POST" and form.is_valid():
        say(person=request.user, confidences=form.confidences())
        more = "more" in request.POST
        return redirect("programmes:confidence" if more else "programmes:times", pk)
    return _step(request, invitee, form, "confidence")


@reads_and_posts
def times(request: MemberRequest, pk: int) -> HttpResponse:
    invitee = _invitee(request, pk)
    form = _times_form(request, minutes=invitee.programme.minutes)
    if request.method == "POST" and form.is_valid():
        _keep_times(request, form)
        return redirect("programmes:yes", pk)
    return _step(request, invitee, form, "times")


@reads_and_posts
def yes(request: MemberRequest, pk: int) -> HttpResponse:
    """The commitment. Pressing the button is the opting in; nothing before it is."""
    invitee = _invitee(request, pk)
    if not profile_of(request.user).free:
        return redirect("programmes:times", pk)
    notice = ""
    if request.method == "POST":
        try:
            say_yes(invitee=invitee, by=request.user)
        except CannotJoin as refused:
            notice = str(refused)
        else:
            return redirect("programmes:asked", pk)
    context = {"invitee": invitee, "programme": invitee.programme, "notice": notice}
    return render(request, "programmes/own/yes.html", context, status=409 if notice else 200)


@reads_and_posts
def no(request: MemberRequest, pk: int) -> HttpResponse:
    invitee = _invitee(request, pk)
    if request.method == "POST":
        say_no(invitee=invitee, by=request.user)
        return redirect("programmes:asked", pk)
    context = {"invitee": invitee, "programme": invitee.programme}
    return render(request, "programmes/own/no.html", context)


@require_safe
def about_you(request: MemberRequest) -> HttpResponse:
    """Everything a person said of themselves, for them alone."""
    profile = profile_of(request.user)
    context = {
        "profile": profile,
        "is_needed": is_needed_by_some(request.user),
        "works": affiliations_of(request.user),
        "invitees": invitees_of(request.user).filter(
            state__in=(Invitee.State.INVITED, Invitee.State.YES)
        ),
        "hours": sum(ends - starts for starts, ends in profile.free) // 60,
    }
    return render(request, "programmes/own/about_you.html", context)


@reads_and_posts
def own_answers(request: MemberRequest) -> HttpResponse:
    if not is_needed_by_some(request.user):
        return redirect("programmes:about_you")
    form = _answers_form(request, None)
    if request.method == "POST" and form.is_valid():
        _keep_answers(request, form)
        return redirect("programmes:about_you")
    return _correction(request, form, "answers")


@reads_and_posts
def own_confidence(request: MemberRequest) -> HttpResponse:
    if not is_needed_by_some(request.user):
        return redirect("programmes:about_you")
    form = ConfidenceForm(posted(request), confidences=profile_of(request.user).confidences)
    if request.method == "POST" and form.is_valid():
        say(person=request.user, confidences=form.confidences())
        more = "more" in request.POST
        return redirect("programmes:own_confidence" if more else "programmes:about_you")
    return _correction(request, form, "confidence")


@reads_and_posts
def own_times(request: MemberRequest) -> HttpResponse:
    if not is_needed_by_some(request.user):
        return redirect("programmes:about_you")
    form = _times_form(request)
    if request.method == "POST" and form.is_valid():
        _keep_times(request, form)
        return redirect("programmes:about_you")
    return _correction(request, form, "times")


STEPS = ("answers", "confidence", "times", "yes")


def _step(request: MemberRequest, invitee: Invitee, form: Any, at: str) -> HttpResponse:
    context = {
        "invitee": invitee,
        "programme": invitee.programme,
        "form": form,
        "number": STEPS.index(at) + 1,
        "steps": len(STEPS),
    }
    status = 422 if form.errors else 200
    return render(request, f"programmes/own/{at}.html", context, status=status)


def _correction(request: MemberRequest, form: Any, at: str) -> HttpResponse:
    """The same page outside the way to a yes."""
    status = 422 if form.errors else 200
    return render(request, f"programmes/own/{at}.html", {"form": form}, status=status)


def _answers_form(request: MemberRequest, invitee: Invitee | None) -> AnswersForm:
    """With what they said before; the first time, with what the list said of them."""
    profile = profile_of(request.user)
    works: list[tuple[str, bool | None]] = list(affiliations_of(request.user))
    initial = AnswersForm.initial_of(profile, works)
    names: list[str] = []
    if invitee is not None:
        names = [organisation.name for organisation in organisations_of(invitee.programme)]
        if (
            profile == ProfileAnswers() and not works
        ):  # they have said nothing yet: here is what the list says
            known = known_of(invitee)
            profile = ProfileAnswers(trained=known.trained, languages=(_("English"),))
            if known.organisation:
                works = [(known.organisation, known.is_paid)]
            initial = AnswersForm.initial_of(profile, works)
    return AnswersForm(posted(request), initial=initial, organisations=names)


def _keep_answers(request: MemberRequest, form: AnswersForm) -> None:
    say(person=request.user, **form.answers())
    say_where_one_works(person=request.user, organisations=form.works())


def _keep_times(request: MemberRequest, form: TimesForm) -> None:
    """When they could meet; and from now on every time they read is on that clock."""
    answers = form.cleaned_data
    say(person=request.user, **answers)
    keep_account(person=request.user, name=request.user.name, time_zone=answers["time_zone"])


def _times_form(request: MemberRequest, *, minutes: int = 0) -> TimesForm:
    profile = profile_of(request.user)
    zone = profile.time_zone or request.user.time_zone
    initial = {"time_zone": zone, "free": profile.free}
    return TimesForm(posted(request), initial=initial, zone=zone, minutes=minutes)


def _invitee(request: MemberRequest, pk: int) -> Invitee:
    """The place of whoever asks in the programme `pk`; as if it were not there for anybody else."""
    return get_object_or_404(invitees_of(request.user), programme=pk)
