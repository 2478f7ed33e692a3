"""The one way a session says no."""

from __future__ import annotations

from levelground.core.session.state import State
from levelground.core.words import Sentence
from levelground.core.words import gettext_noop as _

STANDS_STILL = _("The clock stands still. Go on first.")
RUNS_ITS_TIME = _("A silence runs its time.")


class Refused(Exception):
    """The session can't do that now. The sentence is for the member who asked."""

    def __init__(self, sentence: str | Sentence) -> None:
        self.sentence = sentence if isinstance(sentence, Sentence) else Sentence(sentence)
        super().__init__(str(self.sentence))


def require(allowed: object, sentence: str | Sentence) -> None:
    """Raise Refused with `sentence` unless `allowed`."""
    if not allowed:
        raise Refused(sentence)


def require_running(state: State, member: str) -> None:
    """Raise Refused unless the session is under way and this member is in it."""
    require(state.is_convened, _("This session is not planned yet."))
    require(state.closed_at is None, _("This session is over."))
    require(state.opened_at is not None, _("This session has not begun."))
    require(member in state.present, _("Join the session first."))
