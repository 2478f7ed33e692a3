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


class FailingWork(models.Model):
    """Background work that fails again and again: since when, how often, where in the code."""

    name = models.CharField(max_length=100, unique=True)
    where = models.CharField(max_length=300)  # kind and place of the failure, never its text
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
