"""Mails the operator the last digest of each month of the security log, once the month is over.

Kept in a mailbox, it shows any later change to that month: `manage.py verify_log --head …`.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from levelground.audit.actions import mark_as_mailed
from levelground.audit.queries import chains_to_mail
from levelground.letters.actions.letters import post


@transaction.atomic
def mail_ended_months(at: datetime) -> int:
    """Returns how many months were mailed. Where no operator's address is set, none."""
    if not settings.OPERATOR_EMAIL:
        return 0
    ended = list(chains_to_mail(at))
    for chain in ended:
        post(
            to=settings.OPERATOR_EMAIL,
            template="config/mail/audit_month.txt",
            context={"month": chain.month, "head": chain.head, "address": settings.ADDRESSES[0]},
            kind="audit-month",
        )
        mark_as_mailed(chain)
    return len(ended)
