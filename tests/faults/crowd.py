"""Members who use their pages at random, through whatever happens to the server and the line."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from tests.faults.client import Button, LostError, Member, Page
from tests.faults.judge import Told
from tests.faults.world import Group

ALWAYS = ("check-process", "silence-broken")  # may be asked at any time while a session runs
RARE = {"leave": 0.02, "propose-close": 0.01, "no": 0.3, "pause": 0.3, "call-silence": 0.3}
PERSISTENT = 200  # tries


class Crowd:
    """All members of all groups, each in the first of their sessions that is not over."""

    def __init__(self, groups: Iterable[Group], port: int, *, seed: int, pause: float = 0.0):
        self.groups = tuple(groups)
        self.chance = random.Random(seed)  # noqa: S311  a seed, so that a run can be repeated
        self.pause = pause
        self.members = {
            group: [Member(person, port) for person in group.people] for group in self.groups
        }
        self._now_in = dict.fromkeys(self.groups, 0)
        self._leaving = False
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def everyone(self) -> list[Member]:
        return [member for group in self.groups for member in self.members[group]]

    @property
    def answered(self) -> int:
        return sum(member.answered for member in self.everyone)

    def session_of(self, group: Group) -> int:
        return group.sessions[self._now_in[group]]

    async def come(self) -> None:
        """Everybody joins and somebody begins."""
        for group in self.groups:
            for member in self.members[group]:
                await member.press(self.session_of(group), "join", tries=PERSISTENT)
            await self.members[group][0].press(self.session_of(group), "open", tries=PERSISTENT)

    def begin(self) -> None:
        """Everybody does this and that until `go`."""
        self._leaving = False
        self._tasks = [
            asyncio.create_task(self._use(group, member))
            for group in self.groups
            for member in self.members[group]
        ]

    async def go(self) -> None:
        self._leaving = True
        await asyncio.gather(*self._tasks)

    def go_on(self) -> None:
        """To everybody's next session."""
        for group, now in self._now_in.items():
            self._now_in[group] = min(now + 1, len(group.sessions) - 1)

    async def until_answered(self, more: int, *, within: float = 60.0) -> None:
        """Until so many more moves were carried out; others are under way then."""
        enough, late = self.answered + more, time.monotonic() + within
        while self.answered < enough and time.monotonic() < late:  # noqa: ASYNC110  it counts
            await asyncio.sleep(0.002)

    def close(self) -> None:
        for member in self.everyone:
            member.line.close()

    async def ask_again(self) -> None:
        """Send once more, with its key, whatever was never answered: now it is known."""
        for member in self.everyone:
            for session, operations in member.operations.items():
                unknown = [one for one in operations if one.outcome == "unknown"]
                operations[:] = [one for one in operations if one.outcome != "unknown"]
                for one in unknown:
                    with suppress(KeyError):
                        fields = member_fields[one.key]
                        again = await member.press(
                            session, one.name, *fields, key=one.key, tries=PERSISTENT
                        )
                        operations.remove(again)
                        operations.append(replace(again, sent=one.sent))

    async def look_around(self) -> list[tuple[int, Group, Member, Page]]:
        """What everybody's page shows now."""
        return [
            (self.session_of(group), group, member, await member.look(self.session_of(group)))
            for group in self.groups
            for member in self.members[group]
        ]

    async def _use(self, group: Group, member: Member) -> None:
        while not self._leaving:
            session = self.session_of(group)
            try:
                await self._do_something(group, member, session)
            except LostError:
                await asyncio.sleep(0.01)
            await asyncio.sleep(self.chance.random() * self.pause)

    async def _do_something(self, group: Group, member: Member, session: int) -> None:
        dice = self.chance.random()
        if dice < 0.2:
            page = await member.look(session)
            if page.data["word"] == "closed":
                if session == self.session_of(group):
                    self._now_in[group] = min(self._now_in[group] + 1, len(group.sessions) - 1)
            elif (button := self._choose(page)) is not None:
                await self._press(member, session, button.name, button.fields)
        elif dice < 0.3:
            await member.look_at_ticks(session)
        else:
            await self._press(member, session, self.chance.choice(ALWAYS), ())

    async def _press(
        self, member: Member, session: int, name: str, fields: tuple[tuple[str, str], ...]
    ) -> None:
        gives_up = self.chance.random() < 0.3
        one = await member.press(session, name, *fields, tries=1 if gives_up else PERSISTENT)
        member_fields[one.key] = fields

    def _choose(self, page: Page) -> Button | None:
        likely = [
            button
            for button in page.buttons
            if self.chance.random() < RARE.get(button.name, 1) and button.name != "seat"
        ]
        return self.chance.choice(likely) if likely else None


member_fields: dict[str, tuple[tuple[str, str], ...]] = {}  # by key


def kinds_in(told: Iterable[Told]) -> set[str]:
    return {entry.kind for one in told for entry in one.log}
