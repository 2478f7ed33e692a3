"""What a member may ask of a session: imperative, and it may be refused.

`KINDS` gives each move the stable word that forms, transcripts and screens use for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Convene:
    """Expect these people. Made once, by the group's planning, not by a button."""

    by: str
    members: tuple[str, ...]
    frame: str
    minutes: int
    quorum: int
    order: tuple[str, ...]
    presenter_order: tuple[str, ...]
    role_order: tuple[str, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody is in the room without a device; whoever has one taps for them."""

    by: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    by: str
    dropped: bool = False  # made by the server when the line was lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Ready to go on: in a step that ends when all are, or when a shared floor has said enough."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """I have said enough."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Come back to me at the end."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Put something to the group: see `consent.ASKS`."""

    by: str
    ask: str
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    by: str
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSilence:
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckProcess:
    """Are we still in the process?"""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBroken:
    """A silence was broken."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRole:
    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """Give a role to whoever has waited longest."""

    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """I could present."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Something this step asks for was written; only the fact is told here, never the words."""

    by: str
    kind: str


Move = (
    Convene
    | Join
    | Seat
    | Leave
    | Open
    | Ready
    | Done
    | Pass
    | Later
    | Propose
    | Answer
    | Pause
    | CallSilence
    | CheckProcess
    | NoteBroken
    | TakeRole
    | HandOn
    | Offer
    | Withdraw
    | Write
)
