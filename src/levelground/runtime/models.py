from __future__ import annotations

from django.db import models


class FailingWork(models.Model):
    """Background work that fails again and again: since when, how often, where in the code."""

    name = models.CharField(max_length=100, unique=True)
    where = models.CharField(max_length=300)  # kind and place of the failure, never its text
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
