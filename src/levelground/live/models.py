from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

LONGEST_DEVICE = 40


class SignIn(AbstractBaseSession):
    """A browser's session, by the fingerprint of its key: whose it is, on what, and when last used."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    device = models.CharField(max_length=LONGEST_DEVICE)  # "Firefox|Windows"; "" where we can't say
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return "a sign-in"  # not the key, nor whose
