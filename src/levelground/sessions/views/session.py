from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from levelground.accounts.http.requests import MemberRequest
from levelground.live.hub import hub
from levelground.sessions.actions.closing import say_worth
from levelground.sessions.actions.sessions import MoveResult, Reused, make_move
from levelground.sessions.actions.writing import (
    NotThere,
    change_words,
    keep_draft,
    park,
    rescue,
    take_back,
    write_words,
)
from levelground.sessions.forms.session import (
    TRY_AGAIN,
    ChangeForm,
    DraftForm,
    JoinForm,
    MoveForm,
    PadForm,
    WordsForm,
    WorthForm,
    since,
)
from levelground.sessions.models import Session
from levelground.sessions.pages.session import for_all, of_member
from levelground.sessions.pages.stage import show as in_words
from levelground.sessions.queries.sessions import now, sessions_of, stand
from levelground.ui.translating import translated
from levelground.words.actions.words import NotYours

ALREADY_USED = gettext_lazy(
    "This button was already used for something else. Press it again on this page."
)


@require_safe
def show(request: MemberRequest, pk: int) -> HttpResponse:
    return _stage(request, _session(request, pk))


@require_POST
def move(request: MemberRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    here = stand(session, request.user)
    form = MoveForm(request.POST, members=list(here.state.members))
    if not form.is_valid():
        return _answer(request, session, notice=str(TRY_AGAIN), status=422)
    try:
        answer = make_move(session=session, move=form.asked(by=here.you), key=form.mark)
    except Reused:
        return _answer(request, session, notice=str(ALREADY_USED), status=422)
    return _answered(request, session, answer)


@require_POST
def words(request: MemberRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        if form.has_error("text", "max_length"):
            rescue(session=session, by=request.user, text=form.data["text"])
        return _answer(request, session, notice=form.faults, status=422)
    data = form.cleaned_data
    try:
        answer = write_words(
            session=session,
            by=request.user,
            words_id=form.id_,
            kind=data["kind"],
            text=data["text"],
            key=str(form.id_),  # the same words sent again are written once
            due_on=data["due_on"],
        )
    except (Reused, NotYours):
        return _answer(request, session, notice=str(ALREADY_USED), status=422)
    if answer.refusal is not None:
        rescue(session=session, by=request.user, text=data["text"])
        notice = _("The step has gone on. Your words are on your own pad.")
        return _answer(request, session, notice=notice, status=409)
    return _answered(request, session, answer)


@require_POST
def worth(request: MemberRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    form = WorthForm(request.POST)
    if not form.is_valid():
        found = [form.errors[name] for name in ("worth", "keep", "change") if name in form.errors]
        notice = " ".join(str(error) for errors in found for error in errors) or str(TRY_AGAIN)
        return _answer(request, session, notice=notice, status=422)
    try:
        answer = say_worth(session=session, by=request.user, answers=form.answers, key=form.key)
    except Reused:
        return _answer(request, session, notice=str(ALREADY_USED), status=422)
    session.refresh_from_db(fields=["raters_key"])  # the first to answer has made it
    return _answered(request, session, answer)


@require_POST
def change(request: MemberRequest, pk: int, words_id: UUID) -> HttpResponse:
    session = _session(request, pk)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _answer(request, session, notice=form.faults, status=422)
    try:
        change_words(session=session, by=request.user, words_id=words_id, **form.cleaned_data)
    except NotThere:
        return _answer(request, session, notice=_("These words are gone already."), status=409)
    return _answer(request, session)


@require_POST
def taken_back(request: MemberRequest, pk: int, words_id: UUID) -> HttpResponse:
    session = _session(request, pk)
    with suppress(NotThere):  # pressed twice: they are gone
        take_back(session=session, by=request.user, words_id=words_id)
    return _answer(request, session)


@require_POST
def draft(request: MemberRequest, pk: int) -> HttpResponse:
    """What somebody is writing, saved by the page as they write. It asks for no page."""
    session = _session(request, pk)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.faults, status=422, content_type="text/plain")
    kept = keep_draft(session=session, by=request.user, **form.cleaned_data)
    return HttpResponse(status=204 if kept else 409)


@require_POST
def pad(request: MemberRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    form = PadForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.faults, status=422, content_type="text/plain")
    park(session=session, by=request.user, text=form.cleaned_data["text"])
    return redirect(session) if _wants_page(request) else HttpResponse(status=204)


@require_safe
def room(request: MemberRequest, pk: int) -> HttpResponse:
    """The shared screen: the same for all, nobody's words, no buttons."""
    session = _session(request, pk)
    here = stand(session, request.user)
    template = "sessions/room.html#stage" if request.htmx else "sessions/room.html"
    screen = in_words(here, at=now())
    return render(request, template, for_all(request, session, here, screen))


@require_GET
def ticks(request: MemberRequest, pk: int) -> JsonResponse:
    """Where things are, for a page whose open line is down."""
    session = _session(request, pk)
    return JsonResponse(
        {
            "version": session.version,
            "news": session.version > since(request.GET.get("since", "0")),
            "now": int(now().timestamp() * 1000),
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: MemberRequest) -> HttpResponse:
    """Type the short code from the room's screen. It finds the session; it opens no door."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = sessions_of(request.user).open().filter(code=form.cleaned_data["code"]).first()
        if found is not None:
            return redirect(found)
        form.add_error(
            "code",
            _("None of your groups has a session with this code now. Look at the screen again."),
        )
    return render(request, "sessions/join.html", {"form": form}, status=422 if form.errors else 200)


def _session(request: MemberRequest, pk: int) -> Session:
    """One of this person's sessions. Whoever asks for it is there, with or without an open line."""
    session = get_object_or_404(sessions_of(request.user), pk=pk)
    hub.glimpse(session.topic, request.user.pk)
    return session


def _answered(request: MemberRequest, session: Session, answer: MoveResult) -> HttpResponse:
    if answer.refusal is not None:
        return _answer(
            request, session, notice=translated(answer.refusal), status=409, answer=answer
        )
    return _answer(request, session, answer=answer)


def _answer(
    request: MemberRequest,
    session: Session,
    *,
    notice: str = "",
    status: int = 200,
    answer: MoveResult | None = None,
) -> HttpResponse:
    if request.accepts("text/html"):
        if status == 200 and _wants_page(request):  # noqa: PLR2004
            return redirect(session)
        return _stage(request, session, notice=notice, status=status)
    refused = {"refused": notice} if notice else {}
    return JsonResponse(
        {"version": answer.version if answer else session.version} | refused, status=status
    )


def _stage(
    request: MemberRequest, session: Session, *, notice: str = "", status: int = 200
) -> HttpResponse:
    here = stand(session, request.user)
    template = "sessions/show.html#stage" if request.htmx else "sessions/show.html"
    context = of_member(request, session, here) | {"notice": notice}
    return render(request, template, context, status=status)


def _wants_page(request: MemberRequest) -> bool:
    return not request.htmx and request.accepts("text/html")
