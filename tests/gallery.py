"""Every state of a session's screens, drawn through the real templates, to be looked at.

    python -m tests.gallery look --out DIR [--only speak,silence] [--sizes phone] [--modes light]
    python -m tests.gallery serve

`look` takes pictures at three widths, light and dark, and asks axe about each page. It ends with
a list of what axe found, and with status 1 if that list is not empty.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django import forms
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import include, path

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
SIZES = {"small": (320, 640), "phone": (390, 844), "wide": (1280, 800)}
MODES = ("light", "dark")
PLAIN_PAGES = ("join", "new", "group", "week", "404", "405", "403", "403_csrf", "400", "500")
LISTEN = """
    window.heard = [];
    addEventListener("error", (event) => window.heard.push(`script: ${event.message}`));
    addEventListener("unhandledrejection", (event) => window.heard.push(`script: ${event.reason}`));
    addEventListener("securitypolicyviolation", (event) =>
      window.heard.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def set_up() -> None:
    """Django with our templates and headers, and nothing else: no database, nobody signed in."""
    if settings.configured:
        return
    from levelground.config import settings as django_settings  # noqa: PLC0415 (it reads the environment)

    settings.configure(
        DEBUG=False,
        SECRET_KEY="for looking only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[
            "levelground.ui",
            "django_htmx",
            "template_partials",
            "django.contrib.staticfiles",
            "django.forms",
        ],
        MIDDLEWARE=[
            "csp.middleware.CSPMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "DIRS": [
                    Path(django_settings.BASE_DIR) / "src" / "levelground" / app / "templates"
                    for app in ("sessions", "commitments")
                ],
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request"],
                    "libraries": {
                        "group_reviews": "tests.gallery_tags",
                        "notes": "levelground.sessions.templatetags.notes",
                    },
                },
            }
        ],
        CONTENT_SECURITY_POLICY=django_settings.CONTENT_SECURITY_POLICY,
        FORM_RENDERER="levelground.ui.rendering.FieldRenderer",
        STATIC_URL="/static/",
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
        USE_TZ=True,
    )
    django.setup()


# --- The pages ---------------------------------------------------------------------------------

now_showing: dict[str, Any] = {"state": "listen", "version": 12, "pad": "", "drafts": {}}


def context_of(name: str) -> dict[str, Any]:
    import segno  # noqa: PLC0415
    from django.utils.safestring import mark_safe  # noqa: PLC0415

    from tests.ui import screens  # noqa: PLC0415

    context = screens.states(datetime.now(tz=UTC))[name]
    code = segno.make("https://levelground.example.org/join?code=K7R2QX")
    context["qr"] = mark_safe(code.svg_inline(scale=4, border=2, omitsize=True))  # noqa: S308
    context["version"] = now_showing["version"]
    context["drafts"] = now_showing["drafts"]
    return context


def show(request: HttpRequest, name: str = "") -> HttpResponse:
    partial = "#stage" if request.headers.get("hx-request") else ""
    state = name or now_showing["state"]
    return render(request, f"sessions/show.html{partial}", context_of(state))


def room(request: HttpRequest, name: str = "") -> HttpResponse:
    partial = "#stage" if request.headers.get("hx-request") else ""
    state = name or now_showing["state"]
    return render(request, f"sessions/room.html{partial}", context_of(state))


def take(request: HttpRequest, pk: int, **_whose: object) -> HttpResponse:
    now_showing["version"] = now_showing["version"] + 1
    return show(request)


def ticks(request: HttpRequest, pk: int) -> HttpResponse:
    return JsonResponse({"version": now_showing["version"], "now": time.time() * 1000})


def turn_to(request: HttpRequest, name: str) -> HttpResponse:
    """Let the session be in another state from now on."""
    now_showing["state"] = name
    now_showing["version"] = now_showing["version"] + 1
    return JsonResponse(now_showing)


def keep(request: HttpRequest, pk: int) -> HttpResponse:
    now_showing["pad"] = request.POST["text"]
    return HttpResponse(status=204)


def keep_draft(request: HttpRequest, pk: int) -> HttpResponse:
    now_showing["drafts"] = {request.POST["kind"]: request.POST["text"]}
    return HttpResponse(status=204)


def plain(request: HttpRequest, name: str) -> HttpResponse:
    from levelground.ui.week import WeekField  # noqa: PLC0415

    class Join(forms.Form):
        code = forms.CharField(label="Code", help_text="Six letters and figures", max_length=12)

    class New(forms.Form):
        starts_at = forms.DateTimeField(
            label="When", widget=forms.DateTimeInput({"type": "datetime-local"})
        )
        minutes = forms.IntegerField(label="How many minutes", help_text="90 is usual for five.")
        frame = forms.ChoiceField(
            label="How the session is built",
            choices=[("meeting", "Our usual meeting"), ("short", "A short one")],
            widget=forms.RadioSelect,
        )
        note = forms.CharField(label="A line for the others", required=False, widget=forms.Textarea)

    class Week(forms.Form):
        free = WeekField(label="When could you meet?", help_text="On your own clock.")

    if name == "week":
        week = Week(initial={"free": ((1980, 2160), (8700, 8760))})
        inside = render_to_string("ui/components/field.html", {"field": week["free"]}, request)
        return HttpResponse(_page_with(inside, request))
    form = Join() if name == "join" else New({"minutes": "many", "starts_at": ""})
    session = context_of("listen")["session"]
    session.starts_at, session.minutes, session.opened_at = datetime.now(tz=UTC), 90, None
    if name == "group":
        past = [{"at": session.starts_at, "session": session}, {"at": session.starts_at}]
        context = {"group": session, "next": {"session": session}, "past": past}
        inside = render_to_string("sessions/of_group.html", context)
        return HttpResponse(_page_with(inside, request))
    template = f"sessions/{name}" if name in ("join", "new") else name
    return render(request, f"{template}.html", {"form": form, "group": session})


def _page_with(inside: str, request: HttpRequest) -> str:
    from django.template import engines  # noqa: PLC0415

    page = engines["django"].from_string(
        "{% extends 'base.html' %}{% block title %}Group{% endblock %}"
        "{% block main %}<h1>Tuesday peers</h1>{{ inside }}{% endblock %}"
    )
    from django.utils.safestring import mark_safe  # noqa: PLC0415

    return page.render({"inside": mark_safe(inside)}, request)  # noqa: S308 (our own template)


session_urls = (
    [
        path("<int:pk>/", lambda request, pk: show(request), name="show"),
        path("plans/<int:pk>/", take, name="plan"),
        path("<int:pk>/moves/", take, name="move"),
        path("<int:pk>/words/", take, name="words"),
        path("<int:pk>/worth/", take, name="worth"),
        path("<int:pk>/words/<uuid:words_id>/change/", take, name="change"),
        path("<int:pk>/words/<uuid:words_id>/take-back/", take, name="take-back"),
        path("<int:pk>/draft/", keep_draft, name="draft"),
        path("<int:pk>/pad/", keep, name="pad"),
        path("<int:pk>/room/", lambda request, pk: room(request), name="room"),
        path("<int:pk>/ticks/", ticks, name="ticks"),
        path("join/", plain, {"name": "join"}, name="join"),
        path("of/<int:group_pk>/new/", plain, {"name": "new"}, name="create"),
    ],
    "sessions",
)
commitment_urls = ([path("<int:pk>/", take, name="show")], "commitments")
urlpatterns = [
    path("sessions/", include(session_urls)),
    path("commitments/", include(commitment_urls)),
    path("show/<name>/", show),
    path("room/<name>/", room),
    path("plain/<name>/", plain),
    path("now/<name>/", turn_to),
]


# --- The looking -------------------------------------------------------------------------------


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name)
        pass


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Served:
    """The gallery on a free port of this machine, for as long as the block lasts."""

    def __enter__(self) -> str:
        set_up()
        self._server = make_server(
            "127.0.0.1", 0, WSGIHandler(), server_class=_Threads, handler_class=_Quiet
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *about: object) -> None:
        self._server.shutdown()


def pages() -> Iterator[tuple[str, str]]:
    from tests.ui import screens  # noqa: PLC0415

    for name in screens.states():
        yield name, f"/show/{name}/"
    for name in ("lobby", "speak", "listen", "silence", "turn", "paused", "eight", "closed"):
        yield f"room-{name}", f"/room/{name}/"
    for name in PLAIN_PAGES:
        yield f"page-{name}", f"/plain/{name}/"


def faults_of(page: Any) -> list[str]:
    """What axe finds on a page, and what stands out of it sideways."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: tags}).then((r) => r.violations.flatMap("
        "(v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.failureSummary.slice(0, 200)}`)))",
        AA,
    )
    if page.evaluate(
        "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    ):
        found.append("sideways: the page is wider than the screen")
    return list(found)


def look(
    *,
    out: Path,
    only: set[str],
    sizes: set[str],
    modes: set[str],
    axe: bool,
    whole: bool,
    zoom: int,
) -> int:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    out.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    with Served() as home, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium")
        for size in sizes:
            width, height = SIZES[size]
            for mode in modes:
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme=mode,  # type: ignore[arg-type]
                )
                page.add_init_script(LISTEN)
                for name, address in pages():
                    if only and name not in only:
                        continue
                    page.goto(home + address)
                    if zoom != 100:
                        page.evaluate(f"() => document.documentElement.style.fontSize = '{zoom}%'")
                    page.evaluate("() => document.fonts.ready")
                    heard = page.evaluate("() => window.heard")
                    faults += [f"{name} {size} {mode}: {said}" for said in heard]
                    page.screenshot(path=out / f"{name}-{size}-{mode}.png", full_page=whole)
                    if axe:
                        faults += [f"{name} {size} {mode}: {fault}" for fault in faults_of(page)]
                page.close()
        browser.close()
    print("\n".join(dict.fromkeys(faults)) or "Nothing found.")  # noqa: T201
    return 1 if faults else 0


def serve() -> int:
    with Served() as home:
        for name, address in pages():
            print(f"{name:24} {home}{address}", flush=True)  # noqa: T201
        threading.Event().wait()
    return 0


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    asked = parser.add_subparsers(dest="asked", required=True)
    looking = asked.add_parser("look")
    looking.add_argument("--out", type=Path, required=True)
    split: Callable[[str], set[str]] = lambda text: set(filter(None, text.split(",")))  # noqa: E731
    looking.add_argument("--only", type=split, default=set())
    looking.add_argument("--sizes", type=split, default=set(SIZES))
    looking.add_argument("--modes", type=split, default=set(MODES))
    looking.add_argument("--no-axe", action="store_true")
    looking.add_argument("--whole", action="store_true", help="the whole page, not one screenful")
    looking.add_argument("--zoom", type=int, default=100, help="text size in per cent")
    asked.add_parser("serve")
    args = parser.parse_args(given)
    if args.asked == "serve":
        return serve()
    return look(
        out=args.out,
        only=args.only,
        sizes=args.sizes,
        modes=args.modes,
        axe=not args.no_axe,
        whole=args.whole,
        zoom=args.zoom,
    )


if __name__ == "__main__":
    set_up()
    sys.exit(main(sys.argv[1:]))
