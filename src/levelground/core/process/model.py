"""What a process is: steps, and for each step who speaks, who is silent, how long, what it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Audience = str  # "floor", "silent", "everyone" or a role's id
Ends = Literal["floor-done", "all-ready", "never"]
Kind = Literal["process", "module", "frame"]
Per = Literal["", "member", "responder"]
Seen = Literal["writer", "owner", "group"]

LIBRARY = "library"  # in `choose`: anything in the library that fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """How long something takes, in seconds, and how far a plan may bend it.

    `seconds` is for the whole step, or for each member or responder if `per` says so; the bounds
    are always for the whole step. None: no bound was written.
    """

    seconds: int
    per: Per = ""
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """One at a time, in a fixed order. `seconds` is for each turn; None: the step's time is shared."""

    of: tuple[str, ...]
    seconds: int | None = None
    rounds: int = 1
    may_pass: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Makes:
    """What a step leaves: who writes it, whose it becomes, who sees it."""

    kind: str
    by: str
    owner: Literal["presenter", "writer", "group"]
    seen: Seen = "group"
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """Another process runs here, chosen by the group: from these ids, or from the library."""

    options: tuple[str, ...]
    time: Time

    @property
    def from_library(self) -> bool:
        return self.options == (LIBRARY,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    id: str
    name: str
    say: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of a process. Silent is whoever is not on the floor; that is never written down."""

    id: str
    name: str
    floor: tuple[str, ...]
    time: Time | None = None
    turns: Turns | None = None
    manner: tuple[str, ...] = ()
    say: Mapping[Audience, str] = field(default_factory=dict)
    makes: tuple[Makes, ...] = ()
    ends: Ends = "floor-done"
    choose: Choose | None = None
    decides: Literal["", "presenters"] = ""
    optional: bool = False
    minutes_are_ours: bool = False

    @property
    def settles(self) -> bool:
        """The group chooses something here: the step is over when it has."""
        return self.choose is not None or self.decides != ""

    @property
    def is_silence(self) -> bool:
        """Nobody is on the floor: everyone is silent."""
        return self.floor == ("nobody",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Steps that repeat, each time with another member as the presenter."""

    id: str
    repeat: Literal["member", "presenter"]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A written way of working. Equal ids and versions mean equal contents, for ever."""

    id: str
    version: int
    kind: Kind = "process"
    name: str
    summary: str
    when: tuple[str, ...] = ()
    smallest: int = 3
    largest: int = 8
    presents: bool = True  # for one person's case; otherwise for all together
    experience: Literal["first", "practised"] = "practised"
    origin: str = ""
    source: str = ""
    licence: str = ""
    credit: str = ""
    roles: tuple[Role, ...] = ()
    steps: tuple[Step | Block, ...] = ()

    @property
    def reference(self) -> str:
        """This version of this process, as events and lists name it: “troika@1”."""
        return f"{self.id}@{self.version}"

    def all_steps(self) -> Iterator[Step]:
        for item in self.steps:
            if isinstance(item, Block):
                yield from item.steps
            else:
                yield item

    def step(self, step_id: str) -> Step:
        for step in self.all_steps():
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def role(self, role_id: str) -> Role:
        for role in self.roles:
            if role.id == role_id:
                return role
        raise KeyError(role_id)


Book = Mapping[str, Process]
"""The processes a session may use, by id: one version of each."""
