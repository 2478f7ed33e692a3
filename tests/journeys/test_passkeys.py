"""A coordinator sets up a passkey on a phone, signs in with it and ends a sign-in: in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import world
from tests.faults.server import Server
from tests.installation import environment
from tests.journeys.letterbox import Letterbox
from tests.journeys.phone import Phone, in_every_mode

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]
ADA = "ada-0@example.org"


@pytest.fixture
def house(built: world.World, tmp_path: Path) -> Iterator[tuple[str, Letterbox]]:
    """A server that requires passkeys of coordinators, with Ada as one. Its address and letters."""
    own = built.copy_to(tmp_path / "var")
    command = [sys.executable, "-m", "django", "make_coordinator", ADA, "--keep"]
    subprocess.run(command, env=environment(own.folder), check=True, stdout=subprocess.DEVNULL)
    letters = tmp_path / "letters"
    server = Server(own, PASSKEYS_REQUIRED="true", EMAIL_FOLDER=str(letters))
    server.start()
    yield f"http://localhost:{server.port}", Letterbox(letters)
    server.stop()


def has_passkeys(phone: Phone) -> Any:
    """Chromium's own authenticator, in place of a finger on glass."""
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda *, verified: devtools.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": made["authenticatorId"], "isUserVerified": verified},
    )


def by_code(phone: Phone, letters: Letterbox) -> None:
    phone.go("/sign-in/")
    phone.page.fill("[name=email]", ADA)
    phone.page.click("button.button--main")
    phone.page.wait_for_url("**/sign-in/code/**")
    phone.page.fill("[name=code]", letters.wait_for(ADA, r"(?m)^(\d{6})$"))
    phone.page.click("button.button--main")


def test_a_passkey_from_setting_it_up_to_signing_in(browser: Any, house: tuple[str, Letterbox]):
    base, letters = house
    phone, laptop = Phone(browser, base), Phone(browser, base)
    looked: list[str] = []
    finger = has_passkeys(phone)

    by_code(phone, letters)
    phone.page.wait_for_url("**/sign-in/more/**")
    looked += in_every_mode(phone, "one more step")
    phone.page.get_by_role("button", name="Add a passkey").click()
    phone.page.wait_for_url("**/account/recovery-codes/")
    phone.page.click("text=Show my codes")
    codes = phone.page.locator("code").all_inner_texts()
    assert len(codes) == 10

    by_code(laptop, letters)
    laptop.page.wait_for_url("**/sign-in/more/**")
    laptop.page.fill("[name=code]", codes[0])
    laptop.page.click("text=Use code")
    laptop.page.wait_for_url("**/account/sign-in/")

    phone.go("/account/sign-in/")
    looked += in_every_mode(phone, "sign-in and devices")
    assert phone.page.locator("#devices ~ ul li").count() == 3, "phone, laptop, and the world's own"
    phone.page.click("#devices ~ ul button")
    laptop.go("/account/")
    assert "/sign-in/" in laptop.page.url

    phone.page.click("header >> text=Sign out")
    phone.page.wait_for_url(f"{base}/")
    phone.go("/sign-in/")
    finger(verified=False)
    phone.page.get_by_role("button", name="Use a passkey").click()
    phone.page.wait_for_selector("passkey-form .notice:visible")
    finger(verified=True)
    phone.page.get_by_role("button", name="Use a passkey").click()
    phone.page.wait_for_url(f"{base}/")
    phone.go("/programmes/")
    assert phone.page.url.endswith("/programmes/")

    faults = [*looked, *phone.faults, *laptop.faults]
    phone.close()
    laptop.close()
    assert not faults, "\n".join(faults)
