"""The rows of what members said at a session's close: whose they are while it runs, nobody's after."""

from __future__ import annotations

import random
import secrets

from levelground.groups.models import Member
from levelground.sessions.domain.fingerprints import mark_of_rater
from levelground.sessions.models import Rating, Session

KEY_BYTES = 32


def rate(session: Session, member: Member, values: dict[str, int | None]) -> None:
    """Keep what this member said, in place of what they said before."""
    if session.raters_key is None:
        session.raters_key = secrets.token_bytes(KEY_BYTES)
        session.save(update_fields=["raters_key"])
    Rating.objects.update_or_create(
        session=session,
        rater=mark_of_rater(bytes(session.raters_key), str(member.pk)),
        defaults=values,
    )


def forget_who_rated(session: Session) -> None:
    """The session is over: what was said stays, and nothing leads from it to anybody any more.

    The key is erased, the marks are new and random, and the rows lie in an order of chance.
    """
    if session.raters_key is None:
        return
    ratings = list(session.ratings.all())
    random.SystemRandom().shuffle(ratings)
    session.ratings.all().delete()
    Rating.objects.bulk_create(
        Rating(
            session=session,
            rater=secrets.token_hex(KEY_BYTES),
            worth=one.worth,
            heard=one.heard,
            kept=one.kept,
            usable=one.usable,
        )
        for one in ratings
    )
    session.raters_key = None
    session.save(update_fields=["raters_key"])
