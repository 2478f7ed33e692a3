"""Takes a picture of every state of a session, from a real server:  python docs/screenshots.py

Each picture is a session of the demo's group, brought to its state by simulated members with the clock
set back, so that it stands there now. Needs Chromium; writes docs/screenshots/*.png.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "screenshots"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


DATA = Path(tempfile.mkdtemp(prefix="level-ground-"))
PORT = free_port()
ADDRESS = f"http://localhost:{PORT}"
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "levelground.config.settings",
    "LEVELGROUND_DATA": str(DATA),
    "LEVELGROUND_URL": ADDRESS,
    "PORT": str(PORT),
}
sys.path.insert(0, str(ROOT / "src"))
subprocess.run(
    [sys.executable, "manage.py", "make_keys"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
)

import django  # noqa: E402  the environment first

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from levelground import library  # noqa: E402
from levelground.accounts.models import Person  # noqa: E402
from levelground.core.session import Move, State, decide, evolve, moves, see  # noqa: E402
from levelground.core.session.notation import START, Line  # noqa: E402
from levelground.core.session.play import play_on  # noqa: E402
from levelground.demo import world  # noqa: E402
from levelground.groups.models import Group, Member  # noqa: E402
from levelground.runtime import clock  # noqa: E402
from levelground.sessions.actions.sessions import make_move, note_seen, plan_session  # noqa: E402
from levelground.sessions.actions.writing import write_words  # noqa: E402
from levelground.sessions.models import Session  # noqa: E402
from levelground.sessions.queries.sessions import stand  # noqa: E402

Reached = Callable[[State], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A state to bring about, and who looks at it how."""

    name: str
    process: str = "solution-focused-reflecting-team"
    reached: Reached
    linger: float = 20  # seconds since it was reached
    looks: Callable[[State], str | None] = lambda state: state.members[0]
    besides: Callable[[State], Sequence[Move]] = lambda state: ()
    page: str = ""
    dark: bool = False
    width: int = 390
    writes: str = ""


def in_step(step_id: str) -> Reached:
    return lambda state: state.step is not None and state.step.id == step_id


def listener(state: State) -> str | None:
    return next(m for m in state.members if m not in (state.speaking, state.presenter))


def speaker(state: State) -> str | None:
    return state.speaking


def presenter(state: State) -> str | None:
    return state.presenter


PICTURES = (
    Picture(name="lobby", reached=lambda s: len(s.present) == 3),  # noqa: PLR2004
    Picture(name="agreement", reached=in_step("agreement")),
    Picture(name="check-in-listen", reached=in_step("check-in"), looks=listener),
    Picture(name="check-in-speak", reached=in_step("check-in"), looks=speaker),
    Picture(name="last-time", reached=in_step("last-time"), looks=listener),
    Picture(name="bring", reached=lambda s: bool(s.offers), looks=lambda s: next(m for m in s.members if m not in s.offers)),
    Picture(name="choose", reached=in_step("choose"), looks=listener),
    Picture(name="speak", reached=in_step("present"), looks=presenter, linger=48),
    Picture(name="silence-of-the-others", reached=in_step("present"), looks=listener, linger=48),
    Picture(name="listen", reached=in_step("reflect"), looks=presenter, linger=200),
    Picture(name="think-aloud", reached=in_step("reflect"), looks=listener, linger=200),
    Picture(name="silence", process="respond-in-turn", reached=in_step("think"), looks=listener, linger=35),
    Picture(name="silence-dark", process="respond-in-turn", reached=in_step("think"), looks=listener, linger=35, dark=True),
    Picture(name="write", process="incident-review", reached=in_step("write"), looks=listener, linger=60),
    Picture(name="finish-your-sentence", reached=in_step("check-in"), looks=speaker, linger=95),
    Picture(name="time-is-up", reached=in_step("reflect"), looks=listener, linger=660),
    Picture(
        name="two-more-minutes", reached=in_step("reflect"), looks=listener, linger=300,
        besides=lambda s: [moves.Propose(by=s.presenter or "", ask="more-time")],
    ),
    Picture(name="paused", reached=in_step("reflect"), looks=listener, besides=lambda s: [moves.Pause(by=s.members[1])]),
    Picture(name="a-called-silence", reached=in_step("reflect"), looks=listener, besides=lambda s: [moves.CallSilence(by=s.members[1])]),
    Picture(name="still-in-the-process", reached=in_step("reflect"), looks=listener, besides=lambda s: [moves.CheckProcess(by=s.members[1])]),
    Picture(name="commitments", reached=in_step("commitments"), looks=speaker),
    Picture(name="worth", reached=in_step("worth"), looks=listener),
    Picture(name="closed", reached=lambda s: s.closed_at is not None),
    Picture(name="room-lobby", reached=lambda s: len(s.present) == 3, page="room/", width=1280),  # noqa: PLR2004
    Picture(name="room-together", reached=in_step("agreement"), linger=15, page="room/", width=1280),
    Picture(name="room", reached=in_step("reflect"), linger=200, page="room/", width=1280),
    Picture(name="listen-small", reached=in_step("reflect"), looks=presenter, linger=200, width=320),
    Picture(name="listen-wide", reached=in_step("reflect"), looks=presenter, linger=200, width=1280),
)  # fmt: skip


def main() -> None:
    only = set(sys.argv[1:])
    OUT.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    built = world.build(clock.now())
    Session.objects.open().delete()
    wanted = [picture for picture in PICTURES if not only or picture.name in only]
    server = subprocess.Popen([sys.executable, "-m", "levelground.config.serve"], env=os.environ | {"PYTHONPATH": str(ROOT / "src")})  # fmt: skip
    try:
        wait_for_server()
        # in a thread of its own: the browser's loop and the database do not mix
        with sync_playwright() as playwright, ThreadPoolExecutor(1) as backstage:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
            for picture in wanted:
                session, key = backstage.submit(bring_about, built.group, picture).result()
                take(browser, picture, session, key)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(DATA)


@transaction.atomic  # the server's clock sees all of it at once, or it would move it on
def bring_about(group: Group, picture: Picture) -> tuple[Session, str]:
    """A session that has stood in this state for `linger` seconds; and who looks, signed in."""
    person = Member.objects.filter(group=group).order_by("pk").first().person  # type: ignore[union-attr]  # it has members
    now = clock.now()
    with clock.held(now - timedelta(hours=3)):
        session = plan_session(group=group, by=person, starts_at=now, minutes=90, frame="meeting")
    planned = stand(session, person).state
    convene = moves.Convene(
        by=planned.members[0], members=planned.members, frame=planned.frame, minutes=planned.minutes,
        quorum=planned.quorum, order=planned.order, presenter_order=planned.presenter_order,
        role_order=planned.role_order,
    )  # fmt: skip
    chance = random.Random(5)  # noqa: S311  nothing to guess here
    lines = play_on(convene, book=library.book(), process=picture.process, chance=chance)
    needed, there = _until(picture.name, lines, picture.reached)
    began = now - timedelta(seconds=picture.linger) - there
    written: set[tuple[str, str]] = set()
    for line in needed:
        with clock.held(began + line.after):
            make_move(session=session, move=line.move, key=str(uuid.uuid4()))
            _write(session, line.move.by, written)
    session.refresh_from_db()
    state = stand(session, person).state
    with clock.held(now - timedelta(seconds=5)):
        for move in picture.besides(state):
            make_move(session=session, move=move, key=str(uuid.uuid4()))
    note_seen(  # the pages of the others, as it were
        session=session,
        people=[member.person_id for member in Member.objects.filter(group=group)],
        at=now + timedelta(hours=1),
    )
    return session, sign_in(picture.looks(state) or state.members[0])


def _until(name: str, lines: Sequence[Line], reached: Reached) -> tuple[list[Line], timedelta]:
    state = State(book=library.book())
    for number, line in enumerate(lines):
        for event in decide(state, line.move, at=START + line.after):
            state = evolve(state, event)
            if reached(state):
                return list(lines[1 : number + 1]), event.at - START
    raise LookupError(f"No line brings about: {name}")


def _write(session: Session, member: str, written: set[tuple[str, str]]) -> None:
    """Members write what their step asks for, so that pictures are not empty."""
    people = {str(m.pk): m.person for m in Member.objects.filter(group=session.group)}
    if member not in people:
        return
    session.refresh_from_db()
    state = stand(session, people[member]).state
    if not state.is_open or member in state.ready:
        return
    number = list(people).index(member)
    texts = {"topic": world.TOPICS[number], "commitment": world.COMMITMENTS[number], "request": "Three ways to begin that talk."}  # fmt: skip
    for makes in see(state, member=member, at=clock.now()).makes:
        if makes.kind in texts and (member, makes.kind) not in written:
            written.add((member, makes.kind))
            write_words(session=session, by=people[member], words_id=uuid.uuid4(), kind=makes.kind, text=texts[makes.kind], key=str(uuid.uuid4()))  # fmt: skip


def take(browser: Browser, picture: Picture, session: Session, key: str) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": 720 if picture.page else 844},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": ADDRESS}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict is what it takes
    page = context.new_page()
    page.goto(f"{ADDRESS}/sessions/{session.pk}/{picture.page}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=OUT / f"{picture.name}.png", full_page=not picture.page)
    context.close()


def sign_in(member: str) -> str:
    person: Person = Member.objects.get(pk=int(member)).person
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def wait_for_server() -> None:
    for _ in range(100):
        try:
            urlopen(f"{ADDRESS}/who-can-see-what/", timeout=2)  # noqa: S310  our own address
        except URLError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("The server did not come up.")


if __name__ == "__main__":
    main()
