"""What somebody said at a session's close, while it can still be told whose it is."""

from __future__ import annotations

from levelground.sessions.domain.fingerprints import mark_of_rater
from levelground.sessions.models import Rating, Session


def rating_of(session: Session, member: str) -> Rating | None:
    """What this member said; None once it is nobody's."""
    if session.raters_key is None:
        return None
    return session.ratings.filter(rater=mark_of_rater(bytes(session.raters_key), member)).first()
