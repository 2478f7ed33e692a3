"""Coming or not coming. It needs no reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from levelground.groups.models import Member
from levelground.runtime import clock
from levelground.schedule.models import Coming, Date


class CannotAnswer(Exception):
    """The message is for whoever asked."""


@transaction.atomic
def answer(*, date: Date, member: Member, is_coming: bool) -> None:
    """Said again, the last word counts. Raises CannotAnswer."""
    date = Date.objects.select_for_update().get(pk=date.pk)
    now = clock.now()
    if date.cancelled_at is not None:
        raise CannotAnswer(_("This date was cancelled. There is nothing to answer."))
    if date.starts_at <= now:
        raise CannotAnswer(_("This date has begun. There is nothing more to answer."))
    Coming.objects.update_or_create(
        date=date, member=member, defaults={"is_coming": is_coming, "at": now}
    )
