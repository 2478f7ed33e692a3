from __future__ import annotations

from dataclasses import dataclass

import segno
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from levelground.accounts.http import MemberRequest
from levelground.commitments.queries import Kept, opening
from levelground.core.process.vocabulary import KINDS
from levelground.groups.queries import current_members, living_groups_of
from levelground.live.hub import hub
from levelground.sessions.actions import Answer, Reused, make_move, plan_session, write_words
from levelground.sessions.closing import say_worth
from levelground.sessions.forms import (
    LONGEST_PAD,
    TRY_AGAIN,
    JoinForm,
    MoveForm,
    PadForm,
    SessionForm,
    WordsForm,
    WorthForm,
    since,
)
from levelground.sessions.models import Session
from levelground.sessions.queries import (
    Stand,
    YourAnswers,
    close_of,
    now,
    previous_session,
    sessions_of,
    stand,
    your_answers,
)
from levelground.sessions.screens import Shown
from levelground.sessions.screens import show as in_words
from levelground.sessions.sentences import sentence
from levelground.words.actions import NotYours, park_thought
from levelground.words.queries import Spoken, parked_thought, prove_membership, prove_self, read

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
            _rescue(request, session, form.data["text"])
        notice = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _answer(request, session, notice=notice, status=422)
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
        _rescue(request, session, data["text"])
        notice = _("The step has gone on. Your words are on your own pad.")
        return _answer(request, session, notice=notice, status=409)
    return _answered(request, session, answer)


@require_POST
def worth(request: MemberRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(sessions_of(request.user), pk=pk)
    form = WorthForm(request.POST)
    if not form.is_valid():
        said = form.errors.get("worth", [TRY_AGAIN])
        return _answer(request, session, notice=" ".join(map(str, said)), status=422)
    try:
        answer = say_worth(session=session, by=request.user, said=form.said, key=form.key)
    except Reused:
        return _answer(request, session, notice=str(ALREADY_USED), status=422)
    return _answered(request, session, answer)


@require_POST
def pad(request: MemberRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    form = PadForm(request.POST)
    if not form.is_valid():
        return HttpResponse(
            " ".join(str(error) for error in form.errors["text"]),
            status=422,
            content_type="text/plain",
        )
    park_thought(
        proof=prove_self(request.user), place=session.topic, text=form.cleaned_data["text"]
    )
    return redirect(session) if _wants_page(request) else HttpResponse(status=204)


@require_safe
def room(request: MemberRequest, pk: int) -> HttpResponse:
    """The shared screen: the same for all, nobody's words, no buttons."""
    session = _session(request, pk)
    here = stand(session, request.user)
    template = "sessions/room.html#stage" if request.htmx else "sessions/room.html"
    screen = in_words(here, at=now())
    return render(request, template, _for_all(request, session, here, screen))


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


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    initial = {"minutes": group.minutes, "frame": "meeting"}
    form = SessionForm(
        request.POST or None, size=current_members(group=group).count(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        session = plan_session(group=group, by=request.user, **form.cleaned_data)
        return redirect(session)
    context = {"form": form, "group": group}
    return render(request, "sessions/new.html", context, status=422 if form.errors else 200)


def _session(request: MemberRequest, pk: int) -> Session:
    """One of this person's sessions. Whoever asks for it is there, with or without an open line."""
    session = get_object_or_404(sessions_of(request.user), pk=pk)
    hub.glimpse(session.topic, request.user.pk)
    return session


def _answered(request: MemberRequest, session: Session, answer: Answer) -> HttpResponse:
    if answer.refusal is not None:
        return _answer(request, session, notice=sentence(answer.refusal), status=409, answer=answer)
    return _answer(request, session, answer=answer)


def _answer(
    request: MemberRequest,
    session: Session,
    *,
    notice: str = "",
    status: int = 200,
    answer: Answer | None = None,
) -> HttpResponse:
    if request.accepts("text/html"):
        if status == 200 and _wants_page(request):  # noqa: PLR2004
            return redirect(session)
        return _stage(request, session, notice=notice, status=status)
    said = {"refused": notice} if notice else {}
    return JsonResponse(
        {"version": answer.version if answer else session.version} | said, status=status
    )


def _stage(
    request: MemberRequest, session: Session, *, notice: str = "", status: int = 200
) -> HttpResponse:
    here = stand(session, request.user)
    template = "sessions/show.html#stage" if request.htmx else "sessions/show.html"
    context = _context(request, session, here) | {"notice": notice}
    return render(request, template, context, status=status)


def _context(request: MemberRequest, session: Session, here: Stand) -> dict[str, object]:
    """What one member's page shows."""
    screen = in_words(here, at=now())
    return _for_all(request, session, here, screen) | {
        "outputs": _outputs(request, session, here, screen),
        "promised": _promised(request, session, screen),
        "back": session.get_absolute_url(),
        "on_stage": True,
        "pad": parked_thought(prove_self(request.user), place=session.topic),
        "call_link": session.group.call_link,
        "close": close_of(session, here.names),
        "yours": _your_answers(session, here, screen),
    }


def _for_all(
    request: MemberRequest, session: Session, here: Stand, screen: Shown
) -> dict[str, object]:
    """What may be on a screen that everybody sees."""
    return {
        "session": session,
        "screen": screen,
        "version": here.version,
        "topic": session.topic,
        "speaking_name": here.names.get(screen.speaking or "", ""),
        "next_name": here.names.get(screen.next_up or "", ""),
        "tapping_for": here.names[screen.speaking]
        if screen.speaking and screen.speaking != here.you
        else "",
        "presenter_name": next((one.name for one in screen.people if one.presenter), ""),
        "code": session.code,
        "join_address": request.get_host() + "/sessions/join/",
        "qr": _qr(request, session) if screen.phase == "lobby" else "",
    }


def _your_answers(session: Session, here: Stand, screen: Shown) -> YourAnswers | None:
    asked = any(makes.kind == "worth" for makes in screen.makes)
    return your_answers(session, here.you) if asked else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something somebody wrote, as this member may read it."""

    kind: str
    label: str
    text: str
    writer_name: str
    yours: bool
    seen: str


def _outputs(request: MemberRequest, session: Session, here: Stand, screen: Shown) -> list[Written]:
    proof = prove_membership(request.user, session.group)
    found = tuple(
        words
        for words in read(proof, places_under=f"{session.topic}/")
        if _belongs(words.place.removeprefix(f"{session.topic}/"), words, here, screen)
        or (not screen.deciding and request.user.pk in (words.writer_id, words.owner_id))
    )
    return [_written(words, here, request.user.pk) for words in found]


def _promised(request: MemberRequest, session: Session, screen: Shown) -> list[Kept]:
    """What all of them said they would do, when the session comes to it."""
    if screen.step_id != "last-time":
        return []
    before = previous_session(session)
    proof = prove_membership(request.user, session.group)
    return opening(proof, session.group, since=before.closed_at if before else None)


def _belongs(key: str, words: Spoken, here: Stand, screen: Shown) -> bool:
    """What is on the table in this step: what this run of this process has made so far.

    At the meeting's own steps it is what everybody takes home, and what was brought.
    """
    part, kind = here.state.part, words.kind
    if part is None:
        return kind in ("commitment", "takeaway")
    run, _slash, _step = part.key.rpartition("/")
    if here.state.book[part.process].kind != "frame":
        return key.startswith(f"{run}/")
    return kind == ("topic" if screen.deciding else "commitment")


def _written(words: Spoken, here: Stand, you: int) -> Written:
    return Written(
        kind=words.kind,
        label=_(KINDS.get(words.kind, words.kind)),
        text=words.text,
        writer_name=here.people.get(words.writer_id or 0, _("Somebody")),
        yours=words.writer_id == you,
        seen=words.seen,
    )


def _rescue(request: MemberRequest, session: Session, text: str) -> None:
    """What cannot be kept where it was written goes to the writer's own pad, once."""
    proof = prove_self(request.user)
    parked = parked_thought(proof, place=session.topic)
    if text in parked:
        return
    both = f"{parked}\n\n{text}" if parked else text
    park_thought(proof=proof, place=session.topic, text=both[-LONGEST_PAD:])


def _qr(request: MemberRequest, session: Session) -> SafeString:
    """The session's address as a picture for phones. Our own drawing of our own address."""
    address = request.build_absolute_uri(session.get_absolute_url())
    drawn = segno.make(address, error="m").svg_inline(
        border=2, svgclass="qr__code", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308  drawn here from an address of ours


def _wants_page(request: MemberRequest) -> bool:
    return not request.htmx and request.accepts("text/html")
