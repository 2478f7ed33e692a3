"""For `EMAIL_BACKEND`: whatever Django or a library mails goes into the outbox. No page waits for SMTP."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from levelground.letters.actions.letters import post_message


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            post_message(message)
        return len(email_messages)
