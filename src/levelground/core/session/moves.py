"""What a member may ask of a session: imperative, and it may be refused."""

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
    """`member` may name somebody who shares this member's device and goes now."""

    by: str
    dropped: bool = False  # made by the server when the line was lost
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Ready to go on: in a step that ends when all are, or when a shared floor has said enough."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """I have said enough. `turn` may say whose turn was meant, where somebody taps for another."""

    by: str
    turn: str = ""


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
    """`ask` may say which question was on the page, so that no answer reaches another question."""

    by: str
    yes: bool
    ask: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Its writer changed something that was written, or took it back; only the fact is told here."""

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
    | Amend
)
