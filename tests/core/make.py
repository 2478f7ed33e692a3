"""Small processes and a room to try them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from levelground.core.process import Block, Book, Process, Step, check_process
from levelground.core.process.model import Choose, Makes, Role, Time, Turns
from levelground.core.session import Event, Move, Screen, State, decide, due, evolve, replay, see
from levelground.core.session.moves import Convene
from levelground.core.session.notation import START, read_move

E = TypeVar("E")

CAST = ("ada", "ben", "cai", "dee", "eli")
SAY = {"everyone": "Do this."}


def minutes(natural: float, at_least: float | None = None, at_most: float | None = None) -> Time:
    def seconds(bound: float | None) -> int:
        return round((natural if bound is None else bound) * 60)

    return Time(seconds=seconds(natural), at_least=seconds(at_least), at_most=seconds(at_most))


def step(
    id: str,  # noqa: A002  the word of the file
    floor: str | tuple[str, ...] = "everyone",
    *,
    time: Time | float | None = 5,
    turns: Turns | None = None,
    ends: str = "floor-done",
    choose: Choose | None = None,
    decides: bool = False,
    makes: tuple[Makes, ...] = (),
    optional: bool = False,
) -> Step:
    words = (floor,) if isinstance(floor, str) else floor
    return Step(
        id=id,
        name=id.capitalize(),
        floor=words,
        time=minutes(time) if isinstance(time, int | float) else time,
        turns=turns,
        say=SAY,
        ends="never" if words == ("nobody",) else ends,  # type: ignore[arg-type]  # tests name them as a file does
        choose=choose,
        decides="presenters" if decides else "",
        makes=makes,
        optional=optional,
    )


def in_turn(
    of: str | tuple[str, ...] = "everyone",
    *,
    each: float = 1,
    rounds: int = 1,
    may_pass: bool = True,
) -> Turns:
    words = (of,) if isinstance(of, str) else of
    return Turns(of=words, seconds=round(each * 60), rounds=rounds, may_pass=may_pass)


def round_of(name: str, of: str = "everyone", *, floor: str | tuple[str, ...] = "", each: float = 1, rounds: int = 1, may_pass: bool = True) -> Step:  # fmt: skip
    """A step of turns."""
    turns = in_turn(of, each=each, rounds=rounds, may_pass=may_pass)
    return step(name, floor or of, time=None, turns=turns)


def silence(name: str = "think", minutes: float = 2) -> Step:
    return step(name, "nobody", time=minutes)


def a_frame(*steps: Step | Block, roles: Sequence[str] = (), name: str = "meeting") -> Process:
    return _made(name, "frame", steps, roles=roles, presents=False)


def a_process(*steps: Step | Block, name: str = "case", roles: Sequence[str] = ()) -> Process:
    return _made(name, "process", steps, roles=roles, presents=True)


def for_all(*steps: Step | Block, name: str = "together", roles: Sequence[str] = ()) -> Process:
    return _made(name, "process", steps, roles=roles, presents=False)


def a_module(*steps: Step | Block, name: str = "module") -> Process:
    return _made(name, "module", steps, roles=(), presents=True)


def presenting(*steps: Step, then: Iterable[Step] = ()) -> Process:
    """A frame in which somebody is chosen to present, and then these steps run for them."""
    block = Block(id="each", repeat="presenter", steps=steps)
    return a_frame(step("bring", decides=True), block, *then)


def _made(
    name: str,
    kind: str,
    steps: tuple[Step | Block, ...],
    *,
    roles: Sequence[str],
    presents: bool,
) -> Process:
    process = Process(
        id=name,
        version=1,
        kind=kind,  # type: ignore[arg-type]  # tests name them as a file does
        name=name.capitalize(),
        summary="For a test.",
        smallest=2,
        largest=8,
        presents=presents,
        roles=tuple(
            Role(id=role, name=role.capitalize(), say=f"You are {role}.") for role in roles
        ),
        steps=steps,
    )
    faults = check_process(process, file=f"{name}.toml")
    assert not faults, faults
    return process


def book_of(*processes: Process) -> Book:
    return {process.id: process for process in processes}


class Room:
    """A session as it goes. `room("ada done")` makes a move, `room.wait(90)` lets time pass."""

    def __init__(
        self,
        *processes: Process,
        members: Sequence[str] = CAST,
        long: int = 60,
        quorum: int = 2,
    ) -> None:
        self.state = State(book=book_of(*processes))
        self.story: list[Event] = []
        self.now = START
        self.make(
            Convene(
                by="",
                members=tuple(members),
                frame=processes[0].id,
                minutes=long,
                quorum=quorum,
                order=tuple(members),
                presenter_order=tuple(members),
                role_order=tuple(members),
            )
        )

    def __call__(self, *moves: str) -> tuple[Event, ...]:
        """Moves as a transcript writes them; what the last one brought about."""
        brought: tuple[Event, ...] = ()
        for move in moves:
            brought = self.make(read_move(move.split()))
        return brought

    def make(self, move: Move) -> tuple[Event, ...]:
        brought = decide(self.state, move, at=self.now)
        self._tell(brought)
        return brought

    def wait(self, seconds: float) -> tuple[Event, ...]:
        self.now += timedelta(seconds=seconds)
        brought = due(self.state, self.now)
        self._tell(brought)
        return brought

    def see(self, member: str) -> Screen:
        return see(self.state, member=member, at=self.now)

    def may(self, move: str) -> bool:
        """The move stands on its maker's screen."""
        asked = read_move(move.split())
        return asked in self.see(asked.by).moves

    @property
    def step(self) -> str:
        return self.state.step.id if self.state.step else ""

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.story if isinstance(event, kind)]

    def _tell(self, brought: Iterable[Event]) -> None:
        for event in brought:
            assert not self.story or event.at >= self.story[-1].at
            self.state = evolve(self.state, event)
            self.story.append(event)
        assert replay(self.story, book=self.state.book) == self.state


def opened(*processes: Process, members: Sequence[str] = CAST, here: Sequence[str] | None = None, long: int = 60, quorum: int = 2) -> Room:  # fmt: skip
    """Everyone (or those `here`) has joined, and the first step runs."""
    room = Room(*processes, members=members, long=long, quorum=quorum)
    there = members if here is None else here
    room(*(f"{member} join" for member in there))
    room(f"{there[0]} open")
    return room


def with_presenter(presenter: str, *processes: Process, members: Sequence[str] = CAST, long: int = 60, quorum: int = 2) -> Room:  # fmt: skip
    """The frame's steps for `presenter` have begun; see `presenting`."""
    room = opened(*processes, members=members, long=long, quorum=quorum)
    room(f"{presenter} offer")
    for member in (presenter, *(m for m in members if m != presenter)):
        if room.step == "bring":
            room(f"{member} propose presenters {presenter}")
    assert room.state.presenter == presenter
    return room
