"""From the list of a training day to groups that have an agreement and a year of dates.

Fay, who coordinates, and Aroha, the first on the list, use browsers all the way. The other 23 read
the same letters and press the same buttons without one.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.faults.server import Server
from tests.formation import world
from tests.journeys.letterbox import Letterbox
from tests.journeys.phone import Phone
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

SEARCH_WITHIN = 120_000
ENOUGH_DATES = 20  # in a year of every two weeks, some of which are holidays
ZONE = "Pacific/Auckland"
TUESDAY, WEDNESDAY = (
    [str(day * 1440 + minute) for minute in range(17 * 60, 20 * 60, 30)] for day in (1, 2)
)
ROLES = ("cook", "driver", "roster planner", "counsellor", "fundraiser")
ASKED = r"(http://\S+/asked/\d+/)"
SEAT = r"(http://\S+/seats/\S*)"
CODE = r"(?m)^\s*(\d{6})\s*$"
OWN_LINE = "We help each other think, and nothing of it leaves this room."


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list, and the line from which they call."""

    name: str
    email: str
    organisation: str
    line: str


@dataclass(frozen=True, slots=True)
class Office:
    server: Server
    box: Letterbox
    folder: Path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Office, Any]]:
    here, fay = world.make(tmp_path / "var")
    server = Server(here, EMAIL_FOLDER=str(tmp_path / "letters"))
    server.start()
    yield Office(server, Letterbox(tmp_path / "letters"), tmp_path), fay
    server.stop()


@pytest.fixture
def fay(browser: Any, office: tuple[Office, Any]) -> Iterator[Phone]:
    yield from opened(browser, office[0], person=office[1])


@pytest.fixture
def aroha(browser: Any, office: tuple[Office, Any]) -> Iterator[Phone]:
    yield from opened(browser, office[0], person=None)


def opened(browser: Any, office: Office, *, person: Any) -> Iterator[Phone]:
    phone = Phone(browser, f"http://127.0.0.1:{office.server.port}", person=person)
    yield phone
    faults = phone.faults
    phone.close()
    assert not faults, "\n".join(faults)


def test_from_the_list_of_a_training_day_to_groups_with_an_agreement_and_a_year_of_dates(
    fay: Phone, aroha: Phone, office: tuple[Office, Any]
):
    here = office[0]

    open_a_programme(fay)
    first, *others = bring_the_list(fay, here.folder)
    assert len({one.organisation for one in (first, *others)}) == 6
    visitors = {one.email: Visitor(here.server.port, address=one.line) for one in others}

    opt_in_by_thumb(aroha, first, here.box)
    for number, one in enumerate(others, start=1):
        opt_in(visitors[one.email], one, here.box, number)

    form_groups(fay)
    say_yes_to_the_group_by_thumb(aroha, first, here.box)
    for one in others:
        say_yes_to_the_group(visitors[one.email], one, here.box)
    groups = who_is_where(aroha, visitors)
    assert sum(map(len, groups.values())) == 23, "beside Aroha"
    own = int(aroha.page.url.rstrip("/").rsplit("/", 1)[1])
    sizes = {pk: len(members) + (pk == own) for pk, members in groups.items()}
    assert all(4 <= size <= 6 for size in sizes.values()), sizes

    agree_by_thumb(aroha, groups[own])
    plan_a_year_by_thumb(aroha, own)
    for pk, members in groups.items():
        if pk != own:
            agree(members, pk)
            plan_a_year(members[0], pk)

    for pk, members in groups.items():
        for member in members:
            member.go(f"/groups/{pk}/")
            assert member.sees("In force since"), (pk, member.text)
            assert dates_seen(member, pk) >= ENOUGH_DATES
    nobody_else_sees_them(fay, groups)


# ── the coordinator's ──


def open_a_programme(fay: Phone) -> None:
    page, today = fay.page, dt.datetime.now(dt.UTC).date()
    fay.go("/")
    page.get_by_role("link", name="Programmes").click()
    page.get_by_role("link", name="Open a programme").click()
    page.get_by_label("What do you call this programme?").fill("After the training day")
    page.get_by_label("Which organisations take part?").fill(
        "Harbour Food Bank\nCity Council\nNewcomers Network\nSouthern Hospice\n"
        "Bays Community Centre\nWomen's Refuge"
    )
    page.get_by_label("First week").fill(f"{today + dt.timedelta(weeks=2)}")
    page.get_by_label("Last week").fill(f"{today + dt.timedelta(weeks=54)}")
    page.get_by_label("Time zone").select_option(ZONE)
    page.get_by_label("What you say to those you ask").fill("You were at the day in March. Go on?")
    page.get_by_label("Who asks?").fill("Volunteer Wellington")
    page.get_by_label("Its address").fill("2 Wakefield Street, Wellington")
    page.get_by_role("button", name="Open").click()
    page.get_by_text("Nobody has been asked yet.").wait_for()


def bring_the_list(fay: Phone, folder: Path) -> list[Listed]:
    """The sample that the page offers, brought as it came. Says who is on it."""
    page = fay.page
    page.get_by_role("link", name="Bring a list of people").click()
    with page.expect_download() as sample:
        page.get_by_role("link", name="the list of a training day").click()
    sample.value.save_as(folder / "training-day.csv")
    page.set_input_files("[name=file]", folder / "training-day.csv")
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("24 people would be asked").wait_for()
    page.get_by_role("button", name="Ask these 24 people").click()
    page.get_by_role("button", name="Send them now").click()
    page.get_by_role("button", name="Send them now").wait_for(state="detached")
    with (folder / "training-day.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Paid or voluntary"] for row in rows} == {"paid", "voluntary"}
    return [
        Listed(row["Name"], row["E-mail"], row["Organisation"], f"127.0.0.{at}")
        for at, row in enumerate(rows, start=2)
    ]


def form_groups(fay: Phone) -> None:
    """Of those who said yes, and ask each of them."""
    page = fay.page
    fay.go("/programmes/1/")
    assert page.locator(".tally__one", has_text="said yes").locator("dd").inner_text() == "24"
    page.get_by_role("button", name="Form groups of those who said yes").click()
    page.get_by_role("button", name="See who has said yes by now").click()
    page.get_by_text("24 people were read").wait_for()
    page.get_by_role("button", name="Take these people in").click()
    page.get_by_label("Best", exact=True).fill("6")
    page.get_by_label("How many seconds to search").fill("3")
    page.get_by_role("button", name="Search for groups").click()
    page.wait_for_url("**/proposal/", timeout=SEARCH_WITHIN)
    assert "Every rule holds in every group." in page.inner_text(".summary")
    assert "Nobody waits." in page.inner_text(".summary")
    page.get_by_role("link", name="Ask these people").click()
    page.get_by_role("button", name="Ask them now").click()
    page.get_by_text("24 people have not answered yet.").wait_for()


def nobody_else_sees_them(fay: Phone, groups: dict[int, list[Visitor]]) -> None:
    """Neither who formed the groups nor the members of another."""
    fay.go("/programmes/1/")
    count = len(groups)
    fay.page.get_by_text(f"{count} of {count} groups stand").wait_for()
    strangers = [members[0] for members in groups.values()]
    for pk, stranger in zip(groups, [*strangers[1:], strangers[0]], strict=True):
        for page in ("", "agreement/", "agreement/versions/1/", "dates/", "dates/plan/"):
            assert groups[pk][0].go(f"/groups/{pk}/{page}") == 200, "it is theirs"
            assert fay.go(f"/groups/{pk}/{page}").status == 404
            assert stranger.go(f"/groups/{pk}/{page}") == 404


# ── Aroha's, by thumb ──


def opt_in_by_thumb(aroha: Phone, listed: Listed, box: Letterbox) -> None:
    page = aroha.page
    page.goto(box.wait_for(listed.email, ASKED))
    page.get_by_label("e-mail").fill(listed.email)
    page.get_by_role("button", name="Send me the figures").click()
    page.get_by_role("heading", name="Type the six figures").wait_for()
    page.locator("[name=code]").fill(box.wait_for(listed.email, CODE))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Welcome").wait_for()
    page.locator("[name=name]").fill(listed.name)
    page.get_by_role("button", name="Go on").click()

    page.get_by_text("You were at the day in March.").wait_for()
    page.get_by_role("link", name="See what it takes").click()
    page.get_by_label("What do you do?").fill("roster planner")
    assert page.get_by_label("Organisation").first.input_value() == "Harbour Food Bank"
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("How you stand to them").first.select_option("manages")
    page.get_by_label("Their name or address").first.fill("Priya Raman")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Your time zone").select_option(ZONE)
    for half in (*TUESDAY, *WEDNESDAY):
        page.locator(f"label:has(> input[value='{half}'])").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Yes, I would like to").click()
    page.get_by_text("You said yes.").wait_for()


def say_yes_to_the_group_by_thumb(aroha: Phone, listed: Listed, box: Letterbox) -> None:
    page = aroha.page
    page.goto(box.wait_for(listed.email, SEAT))
    yes = page.get_by_role("button", name="Yes, this is my group")
    yes.wait_for()
    assert "Priya" not in page.inner_text("main"), "whom she line-manages"
    yes.click()
    yes.wait_for(state="detached")


def agree_by_thumb(aroha: Phone, others: list[Visitor]) -> None:
    """Part by part, in our wordings, until it holds for all."""
    page = aroha.page
    group = page.url
    page.goto(f"{group}agreement/")
    page.get_by_role("button", name="Write the agreement without that").click()
    page.get_by_role("heading", name="Writing our agreement").wait_for()
    put = page.get_by_role("button", name="Put it to everybody")
    following = page.get_by_role("link", name="Next:")
    while following.or_(put).first.inner_text() != "Put it to everybody":
        following.click()
        start = page.get_by_role("button", name="Start from this").first
        keep = page.get_by_role("button", name="Keep this text")
        keep.wait_for()
        if start.count():
            with page.expect_navigation():
                start.click()
        else:
            page.get_by_label("Your text").fill(OWN_LINE)
        with page.expect_navigation(url="**/agreement/"):
            keep.click()
    put.click()
    page.get_by_role("button", name="I say yes to this").click()
    page.get_by_role("heading", name="You have said yes").wait_for()
    for one in others:
        one.go(f"{group}agreement/")
        one.press("I say yes to this")
    aroha.wait_until("() => document.body.innerText.includes('Version 1 has held since')")


def plan_a_year_by_thumb(aroha: Phone, group: int) -> None:
    """At the time that was found when the group was formed."""
    page = aroha.page
    aroha.go(f"/groups/{group}/")
    page.get_by_role("link", name="Make the dates").click()
    page.get_by_role("button", name="Show the dates").click()
    page.get_by_role("button", name="Keep these dates").click()
    page.get_by_role("heading", name="Our dates").wait_for()
    assert page.locator(".rows > .row").count() >= ENOUGH_DATES


# ── the others', without a browser ──


def opt_in(visitor: Visitor, listed: Listed, box: Letterbox, number: int) -> None:
    visitor.go(box.wait_for(listed.email, ASKED))
    visitor.press("Send me the figures", email=listed.email)
    visitor.press("Go on", code=box.wait_for(listed.email, CODE))
    visitor.press("Go on", name=listed.name)
    visitor.follow("See what it takes")
    role, age = ROLES[number % 5], ("25-34", "45-54", "55-64")[number % 3]
    visitor.press("Go on", role=role, experience=str(number), age=age)  # the list is right
    visitor.press("Go on")  # nothing in confidence
    free = (TUESDAY, WEDNESDAY)[(number + number // 4) % 2]
    visitor.press("Go on", time_zone=ZONE, free=free)
    visitor.press("Yes, I would like to")
    assert visitor.sees("You said yes.")


def say_yes_to_the_group(visitor: Visitor, listed: Listed, box: Letterbox) -> None:
    visitor.go(box.wait_for(listed.email, SEAT))
    visitor.press("Yes, this is my group")


def who_is_where(aroha: Phone, visitors: dict[str, Visitor]) -> dict[int, list[Visitor]]:
    """By group, those without a browser. Aroha opens hers."""
    groups: dict[int, list[Visitor]] = {}
    for visitor in visitors.values():
        visitor.go("/")
        found = [re.fullmatch(r"/groups/(\d+)/", link) for link in visitor.links]
        [pk] = {int(one[1]) for one in found if one}
        groups.setdefault(pk, []).append(visitor)
    aroha.go("/")
    aroha.page.get_by_role("link", name="After the training day: Group").click()
    aroha.page.get_by_role("heading", name="Who we are").wait_for()
    return groups


def agree(members: list[Visitor], group: int) -> None:
    """They write in turns, then all say yes."""
    writer, at = members[0], f"/groups/{group}/agreement/"
    writer.go(at)
    writer.press("Write the agreement without that")
    turns = cycle(members)
    while not writer.sees("Put it to everybody"):
        writer = next(turns)
        writer.go(at)
        writer.follow("Next:")
        if writer.sees("Start from this"):
            writer.press("Start from this")
            writer.press("Keep this text")
        else:
            writer.press("Keep this text", text=OWN_LINE)
    writer.press("Put it to everybody")
    for one in members:
        one.go(at)
        one.press("I say yes to this")
    assert members[-1].sees("Version 1 has held since")


def plan_a_year(member: Visitor, group: int) -> None:
    member.go(f"/groups/{group}/")
    member.follow("Make the dates")
    member.press("Show the dates")
    member.press("Keep these dates")


def dates_seen(member: Visitor, group: int) -> int:
    member.go(f"/groups/{group}/dates/")
    return len({link for link in member.links if re.fullmatch(r"/dates/\d+/", link)})
