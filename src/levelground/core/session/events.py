"""What has happened in a session: past tense, immutable, never edited.

Ids, times and facts only; nobody's words. What somebody did in confidence (calling a silence,
asking whether the group is still in the process, noting that a silence was broken) has no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from levelground.core.process import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Convened:
    """The group is expected. `order` is the order of speaking; the others, who has waited longest."""

    at: datetime
    members: tuple[str, ...]
    frame: str
    frame_version: int
    minutes: int
    quorum: int
    order: tuple[str, ...]
    presenter_order: tuple[str, ...]
    role_order: tuple[str, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    at: datetime
    member: str
    seated: bool = False  # in the room, without a device of their own
    beside: str = ""  # then: whose device they share


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    at: datetime
    member: str
    dropped: bool = False  # the line was lost; they may be back in a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The session begins, with these versions of these processes for as long as it lasts."""

    at: datetime
    processes: tuple[str, ...] = ()  # “troika@1”; none: from when each had one version, its first


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan from here on: it replaces everything after the first `kept` parts."""

    at: datetime
    kept: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted:
    at: datetime
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEnded:
    at: datetime
    key: str
    how: str  # "done" | "ready" | "time" | "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStarted:
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded:
    at: datetime
    member: str
    how: str  # "done" | "passed" | "later" | "time" | "away" | "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingStarted:
    """Time is up: finish your sentence."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRanOut:
    """Time is up and nothing follows by itself: the group decides."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAdded:
    at: datetime
    seconds: int
    paid_by: str = ""  # the part that gets shorter; "": the session ends later


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody proposed something to the group; `by` is "" where the clock or an absence asks."""

    at: datetime
    ask: str
    detail: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    at: datetime
    member: str
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    at: datetime
    how: str  # "declined" | "time" | "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceCalled:
    at: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceEnded:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessChecked:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceBroken:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimersSet:
    at: datetime
    mode: str  # "holding" | "advising" | "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken:
    at: datetime
    role: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentersChosen:
    at: datetime
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessChosen:
    at: datetime
    key: str
    process: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReady:
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something was written that this step asks for. The words themselves are kept elsewhere."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """Something that was written reads otherwise now, or is gone."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    at: datetime
    how: str  # "finished" | "agreed" | "quorum" | "left"


Event = (
    Convened
    | Arrived
    | Departed
    | Opened
    | Planned
    | StepStarted
    | StepEnded
    | TurnStarted
    | TurnEnded
    | LandingStarted
    | TimeRanOut
    | TimeAdded
    | Asked
    | Answered
    | Granted
    | Dropped
    | Paused
    | Resumed
    | SilenceCalled
    | SilenceEnded
    | ProcessChecked
    | SilenceBroken
    | TimersSet
    | RoleTaken
    | Offered
    | Withdrawn
    | PresentersChosen
    | ProcessChosen
    | MemberReady
    | Written
    | Amended
    | Closed
)
