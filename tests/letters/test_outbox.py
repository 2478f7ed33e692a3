"""No page waits for a mail server: all mail goes through the outbox, and codes go first."""

from __future__ import annotations

import ast
import asyncio
import smtplib
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.test import Client
from pytest_django import Settings

import levelground
from levelground.letters.actions.letters import (
    FIRST_PAUSE_OF_A_CODE,
    LONGEST_PAUSE_OF_A_CODE,
    claim_next_letter,
    post,
)
from levelground.letters.checks import letters_leave
from levelground.letters.models import Letter
from levelground.letters.tasks import sending
from levelground.letters.tasks.sending import send_next, tidy
from levelground.runtime import background, clock
from tests.letters.at_once import letters_wait
from tests.make import make_cast, signed_in

pytestmark = pytest.mark.django_db

SMTP = "django.core.mail.backends.smtp.EmailBackend"
AWAY = "tests.letters.at_once.AwayBackend"
REMINDER = "groups/mail/invitation.txt"
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _letters_wait() -> Iterator[None]:
    cache.clear()
    with letters_wait():
        yield


def ask_for_a_code(email: str = "ada@example.org") -> Client:
    client = Client()
    client.post("/sign-in/", {"email": email})
    return client


def waiting_for() -> list[str]:
    """In which order the letters are taken."""
    taken = []
    for short_lived in (True, False):
        while letter := claim_next_letter(short_lived=short_lived):
            taken.append(letter.kind)
    return taken


# Pages


class Knocked(Exception):
    pass


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """Who has knocked at a mail server."""
    knocks: list[str] = []

    def knock(self: Any, host: str, *_more: object) -> None:
        knocks.append(host)
        raise Knocked

    settings.EMAIL_HOST, settings.OUTBOX_BACKEND = "mail.example.org", SMTP
    monkeypatch.setattr(smtplib.SMTP, "connect", knock)
    return knocks


def press_every_button_that_mails() -> None:
    cast = make_cast()
    ada = signed_in(cast.ada)
    ask_for_a_code("new@example.org")
    ask_for_a_code(cast.ben.email).post("/sign-in/code/", {"action": "resend"})
    ada.post("/account/again/", {"send": "1"})
    ada.post("/mine/address/", {"email": "other@example.org"})
    ada.post(f"/groups/{cast.group.pk}/invitations/", {"email": "eve@example.org"})


def test_no_page_knocks_at_a_mail_server(doors: list[str]):
    press_every_button_that_mails()

    assert doors == []
    kinds = list(Letter.objects.waiting().values_list("kind", flat=True))
    assert kinds.count("code") == 4
    assert set(kinds) == {"code", "question"}
    with pytest.raises(Knocked):
        send_next(short_lived=True)
    assert doors == ["mail.example.org"], "the sender does"


def test_control_a_page_that_mails_by_itself_is_caught(doors: list[str], settings: Settings):
    settings.EMAIL_BACKEND = SMTP

    with pytest.raises(Knocked):
        press_every_button_that_mails()

    assert doors


def who_mails(source: str) -> set[str]:
    """What a module uses of Django's mail or the library's: names, and whole modules."""
    used = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            used |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
    return {name for name in used if name.startswith(("django.core.mail", "smtplib", "aiosmtp"))}


HARMLESS = {"django.core.mail.EmailMessage"}  # to name what allauth hands on


def test_only_the_outbox_sends_mail():
    home = Path(levelground.__file__).parent
    mailing = {
        str(path.relative_to(home))
        for path in home.rglob("*.py")
        if who_mails(path.read_text()) - HARMLESS
    }

    assert mailing == {"letters/actions/letters.py", "letters/actions/backend.py"}


@pytest.mark.parametrize(
    "fault",
    ["from django.core.mail import send_mail", "import smtplib", "from django.core import mail"],
)
def test_control_another_sender_is_caught(fault: str):
    assert who_mails(fault) - HARMLESS


def test_what_a_library_mails_is_a_letter_too():
    send_mail("Hello", "Good day", None, ["ada@example.org", "ben@example.org"])
    assert not mail.outbox

    while send_next(short_lived=False):
        pass

    assert sorted(one.to[0] for one in mail.outbox) == ["ada@example.org", "ben@example.org"]


def test_what_the_outbox_cannot_carry_is_refused_and_not_cut_off():
    message = EmailMultiAlternatives("Hello", "Good day", to=["ada@example.org"])
    message.attach_alternative("<p>Good day", "text/html")

    with pytest.raises(ValueError, match="plain text"):
        message.send()


# Codes


def test_codes_go_before_all_others_and_the_newest_first():
    for number in range(3):
        post(to=f"{number}@example.org", template=REMINDER, context={}, kind="reminder")
    for number in range(2):
        with clock.held(clock.now() + timedelta(seconds=number)):
            EmailMessage("Code", str(number), to=["a@b.example"], headers=expires()).send()
    with clock.held(clock.now() + timedelta(minutes=1)):
        assert send_next(short_lived=True)
        assert waiting_for() == ["code", "reminder", "reminder", "reminder"]

    assert mail.outbox[0].body == "1"


def expires() -> dict[str, str]:
    return {"Expires": format_datetime(clock.now() + TEN_MINUTES)}


def test_a_code_that_was_sent_leaves_no_row():
    ask_for_a_code()
    assert "ada@" not in str(Letter.objects.values_list())

    send_next(short_lived=True)

    assert len(mail.outbox) == 1
    assert not Letter.objects.exists()


def test_a_code_is_tried_again_soon(settings: Settings):
    settings.OUTBOX_BACKEND = AWAY
    ask_for_a_code()
    began, tries = clock.now(), 0
    with clock.held(began):
        send_next(short_lived=True)
    assert Letter.objects.get().due_at == began + FIRST_PAUSE_OF_A_CODE

    for _second in range(int(LONGEST_PAUSE_OF_A_CODE.total_seconds()) * 10):
        with clock.held(began := began + timedelta(seconds=1)):
            tries += send_next(short_lived=True)

    assert tries >= 10, "every half minute at least"


def test_a_code_that_is_dead_is_not_sent():
    ask_for_a_code()

    with clock.held(clock.now() + TEN_MINUTES + timedelta(seconds=1)):
        assert send_next(short_lived=True)

    assert not mail.outbox
    assert not Letter.objects.exists()


def test_dead_codes_are_deleted_though_nobody_sends_them():
    ask_for_a_code()
    post(to="a@b.example", template=REMINDER, context={}, kind="reminder")

    with clock.held(clock.now() + TEN_MINUTES + timedelta(seconds=1)):
        tidy()

    assert [letter.kind for letter in Letter.objects.all()] == ["reminder"]


def test_control_a_code_lives_for_ten_minutes():
    ask_for_a_code()

    with clock.held(clock.now() + TEN_MINUTES - timedelta(seconds=5)):
        tidy()
        assert send_next(short_lived=True)

    assert len(mail.outbox) == 1


def test_a_letter_that_cannot_be_written_holds_up_nobody(monkeypatch: pytest.MonkeyPatch):
    post(to="not an address\n", template=REMINDER, context={}, kind="reminder")
    post(to="ben@example.org", template=REMINDER, context={}, kind="reminder")

    while send_next(short_lived=False):
        pass

    assert [one.to for one in mail.outbox] == [["ben@example.org"]]
    assert not Letter.objects.waiting().exists()


# A mail server that takes a connection and says nothing


def run_while_others_hang(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The senders at work: every letter that is no code hangs for ever. Which codes left?"""
    codes, left = ["the eighth stranger's", "the first stranger's"], []
    hung = threading.Event()

    def hang_or_send(*, short_lived: bool) -> bool:
        if not short_lived:
            hung.wait(5)
            return False
        if codes:
            left.append(codes.pop())
        return bool(codes)

    monkeypatch.setattr(sending, "send_next", hang_or_send)
    monkeypatch.setattr(sending, "tidy", lambda: None)

    async def at_work() -> None:
        work = asyncio.create_task(sending.run())
        for _look in range(100):
            await asyncio.sleep(0.01)
            if not codes:
                break
        hung.set()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    asyncio.run(at_work())
    return left


def test_codes_do_not_wait_for_a_batch_that_hangs(monkeypatch: pytest.MonkeyPatch):
    assert len(run_while_others_hang(monkeypatch)) == 2


def test_control_without_senders_of_their_own_codes_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "SENDERS_OF_CODES", 0)

    assert run_while_others_hang(monkeypatch) == []


# The operator


def test_the_operator_is_told_that_codes_wait(caplog: pytest.LogCaptureFixture):
    ask_for_a_code()
    assert letters_leave(None, databases=["default"]) == []

    with clock.held(clock.now() + timedelta(minutes=2)):
        tidy()
        [warning] = letters_leave(None, databases=["default"])

    assert warning.msg == (
        "1 email(s) waiting to be sent, 1 of them sign-in codes, the oldest for 2 minutes."
    )
    assert warning.msg in caplog.text
    assert "ada@" not in caplog.text


def test_control_a_letter_that_waits_for_a_quarter_of_an_hour_is_nothing_to_tell_before_that():
    post(to="a@b.example", template=REMINDER, context={}, kind="reminder")

    with clock.held(clock.now() + timedelta(minutes=14)):
        assert letters_leave(None, databases=["default"]) == []
    with clock.held(clock.now() + timedelta(minutes=16)):
        assert letters_leave(None, databases=["default"])


def test_sending_goes_apart_from_the_server_where_that_is_set_up(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
):
    """`LEVELGROUND_WORK_APART`: the server sends nothing, `manage.py work` does."""
    settings.WORK_APART = True
    sent_by: list[str] = []

    async def begin(name: str, *_more: object) -> None:
        sent_by.append(name)

    monkeypatch.setattr(background, "keep_going", begin)

    async def works(going: Any) -> list[str]:
        sent_by.clear()
        async with going():
            await asyncio.sleep(0)
        return [*sent_by]

    assert "sending letters" not in asyncio.run(works(background.going_on))
    assert "sending letters" in asyncio.run(works(background.going_on_apart))
