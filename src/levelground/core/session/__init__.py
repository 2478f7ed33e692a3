"""The session engine: a move comes in, events come out, the state follows."""

from __future__ import annotations

from levelground.core.session.decide import decide
from levelground.core.session.due import due, due_at
from levelground.core.session.events import Event
from levelground.core.session.evolve import evolve, replay
from levelground.core.session.moves import Move
from levelground.core.session.refused import Refused
from levelground.core.session.rotation import Past, Rotation, past_of, rotation
from levelground.core.session.screen import Screen, see
from levelground.core.session.state import State, floor_of

__all__ = [
    "Event",
    "Move",
    "Past",
    "Refused",
    "Rotation",
    "Screen",
    "State",
    "decide",
    "due",
    "due_at",
    "evolve",
    "floor_of",
    "past_of",
    "replay",
    "rotation",
    "see",
]
