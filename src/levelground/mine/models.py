from __future__ import annotations

from django.db import models


class VacuumedTable(models.Model):
    """When a table of PostgreSQL was last rewritten without what had been erased from it."""

    table = models.CharField(max_length=63, unique=True)
    changes = models.BigIntegerField()  # PostgreSQL's own count of what was ever changed in it
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.table
