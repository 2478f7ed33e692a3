from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from levelground.accounts.models import Person
from levelground.groups.models import Group, Member


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def open(self) -> CommitmentQuerySet:
        """Nobody has said yet how it went."""
        return self.filter(state=Commitment.State.OPEN)


class Commitment(models.Model):
    """That a member said they would do something, by when, and how it went. Their words: `words`."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        CHANGED = "changed", _("Changed")
        DROPPED = "dropped", _("Dropped")

    group = models.ForeignKey(Group, models.CASCADE, related_name="commitments")
    member = models.ForeignKey(Member, models.CASCADE, related_name="commitments")
    what = models.UUIDField(unique=True)  # the id of the words that say it
    why = models.UUIDField(null=True, blank=True)  # of those that say how it went
    shared = models.BooleanField(default=True)  # with the group, as the process said
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["group", "made_at"], name="commitments_of_a_group")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="settled_when_it_is_known_how_it_went",
            )
        ]

    def __str__(self) -> str:
        return f"commitment {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:show", args=[self.pk])


class NoReminders(models.Model):
    """Somebody who wants no letters about what they said they would do."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"no reminders for person {self.person_id}"


class StillWanted(models.Model):
    """That somebody, asked as once a year, wants to keep what is older and theirs alone."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"still wanted by person {self.person_id}"
