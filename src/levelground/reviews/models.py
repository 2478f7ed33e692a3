from __future__ import annotations

from django.db import models

from levelground.groups.models import Group, Member
from levelground.sessions.models import Session


class Tally(models.Model):
    """What one session adds to its group's own picture: counts and seconds, nobody's words."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="tally")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    closed_at = models.DateTimeField()
    is_review = models.BooleanField(default=False)
    facts = models.JSONField(null=True)  # None: it never began

    class Meta:
        ordering = ["closed_at", "pk"]
        indexes = [models.Index(fields=["group", "closed_at"], name="tallies_of_a_group")]

    def __str__(self) -> str:
        return f"tally of session {self.session_id}"


class Dismissal(models.Model):
    """That a member does not want a suggestion for a while. The others still see it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="dismissed_once_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.kind} dismissed by member {self.member_id}"
