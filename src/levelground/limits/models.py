from __future__ import annotations

from django.db import models


class Usage(models.Model):
    """How much of a rate limit is used up: until when it takes to fill again. No row: nothing."""

    key = models.CharField(max_length=43, primary_key=True)  # a fingerprint: it says nothing
    refilled_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return "usage of a limit"
