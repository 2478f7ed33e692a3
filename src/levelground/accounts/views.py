from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    AccountInactiveView,
    ConfirmLoginCodeView,
    LogoutView,
    RequestLoginCodeView,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.actions.people import (
    Gone,
    choose_language,
    expect,
    keep_account,
    name_newcomer,
)
from levelground.accounts.forms import AccountForm, AddressForm, CodeForm, NameForm
from levelground.accounts.http import limits
from levelground.accounts.http.codes import NotSent
from levelground.accounts.http.proofs import is_fresh, is_held_back, needs_more
from levelground.accounts.http.reauthentication import FreshCode
from levelground.accounts.http.requests import MemberRequest
from levelground.accounts.http.stages import NameStage
from levelground.accounts.models import Person

A_YEAR = timedelta(days=365)


class SignIn(RequestLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """An address is typed, a code is sent to it. Known or new: the same letter, the same answer."""

    template_name = "accounts/sign_in.html"

    def get_form_class(self) -> type[AddressForm]:
        return AddressForm

    def form_valid(self, form: AddressForm) -> HttpResponse:
        form._user = form._user or expect(email=form.cleaned_data["email"])  # noqa: SLF001  allauth's
        if form._user:  # noqa: SLF001
            form.cleaned_data["email"] = form._user.email  # noqa: SLF001  never to what was typed
        answer: HttpResponse = super().form_valid(form)
        return answer

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """A mistyped address can be typed again, though a code has been sent to the wrong one."""


class Code(ConfirmLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """The code is typed: whoever has the letter is in."""

    template_name = "accounts/code.html"

    def get_form_class(self) -> type[Any]:
        asked: type[Any] = super().get_form_class()
        return asked if self._action == "resend" else CodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        given: dict[str, Any] = super().get_form_kwargs()
        if self._action != "resend":
            given["email"] = self._process.state["email"]
        return given

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        """Another letter is another code: it counts."""
        if wait := limits.ask_for_code(self.request, email=self._process.state["email"]):
            messages.error(self.request, limits.in_words(wait))
            return redirect(self.request.get_full_path())
        answer: HttpResponse = super()._resend_form_valid(form)
        return answer

    def _verify_form_valid(self, form: CodeForm) -> HttpResponse:
        """A code whose account is gone since it was sent lets nobody in."""
        if self._process.user is None:
            return _start_again(self.request)
        answer: HttpResponse = super()._verify_form_valid(form)
        return answer

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        """A try that was not counted, because there were too many, does not cost the code."""
        if form.has_error("code", "wait"):
            return render(
                self.request, self.template_name, self.get_context_data(form=form), status=429
            )
        answer: HttpResponse = super().form_invalid(form)
        return answer


reads_and_posts = require_http_methods(["GET", "HEAD", "POST"])
sign_in = reads_and_posts(SignIn.as_view())
code = reads_and_posts(Code.as_view())
closed = require_safe(AccountInactiveView.as_view())
sign_out = login_not_required(require_POST(LogoutView.as_view()))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Between the code and the first page. Whoever is here has typed a code and has no name yet."""
    stage = LoginStageController.enter(request, NameStage.key)
    if request.user.is_authenticated or stage is None:
        return redirect("groups:home" if request.user.is_authenticated else "account_login")
    person, email = stage.login.user, stage.login.email
    if person is None:  # somebody else took this address meanwhile, or it is too late
        return _start_again(request)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            name_newcomer(person=person, name=form.cleaned_data["name"], email=email)
        except Gone:
            return _start_again(request)
        answer: HttpResponse = LoginStageController.enter(request, NameStage.key).exit()
        return answer
    return render(request, "accounts/name.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    you = request.user
    initial = {"name": you.name, "time_zone": you.time_zone, "language": you.reads}
    form = AccountForm(request.POST or None, initial=initial, now=you.time_zone)
    if request.method == "POST" and form.is_valid():
        keep_account(person=you, **form.cleaned_data)
        return redirect("account")
    return render(
        request, "accounts/account.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: MemberRequest) -> HttpResponse:
    """A fresh code is sent and typed, or a passkey used. Opening the page sends nothing."""
    next_url = get_next_redirect_url(request) or reverse("account")
    you = request.user
    if is_fresh(request, you):
        return redirect(next_url)
    by_code = is_held_back(request.session, you) or not needs_more(you)
    if by_code and "send" in request.POST:
        return _send_fresh_code(request)
    code = FreshCode.waiting(request) if by_code else None
    page = {"next_url": next_url, "by_code": by_code}
    if code is None:
        return render(request, "accounts/reauthenticate.html", page)
    form = CodeForm(request.POST or None, email=request.user.email, code=code.code)
    if request.method == "POST" and form.is_valid():
        code.finish()
        messages.success(request, _("It is you. For ten minutes we do not ask again."))
        return redirect(next_url)
    status = code.status_after(form)
    if status is None:
        messages.error(request, _("These were three wrong tries. Ask for new figures."))
        return redirect(request.get_full_path())
    return render(request, "accounts/reauthenticate.html", page | {"form": form}, status=status)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chosen at the foot of a page: kept in a cookie, and with the account of who is signed in."""
    answer = redirect(get_next_redirect_url(request) or "/")
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return answer
    if isinstance(request.user, Person):
        choose_language(person=request.user, language=chosen)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return answer


@login_not_required
@require_safe
def who_can_see_what(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/who_can_see_what.html")


def _start_again(request: HttpRequest) -> HttpResponse:
    """Nothing of what was under way in this browser counts."""
    request.session.flush()
    messages.error(request, _("That took too long. Sign in again."))
    return redirect("account_login")


def _send_fresh_code(request: MemberRequest) -> HttpResponse:
    try:
        FreshCode.ask(request, email=request.user.email)
    except NotSent as refused:
        messages.error(request, str(refused))
    return redirect(request.get_full_path())
