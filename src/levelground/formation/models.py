from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from levelground.accounts.models import Person
from levelground.groups.models import Group


class Round(models.Model):
    """One forming of groups, from the list of people to the groups that are published."""

    name = models.CharField(max_length=60)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rules = models.TextField(blank=True)  # as the file that `levelground form --rules` reads
    seed = models.PositiveIntegerField(default=1)
    seconds = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("formation:show", args=[self.pk])


class Roster(models.Model):
    """The people of one round and what they said of themselves, sealed. A draft until taken."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="rosters")
    people = models.PositiveIntegerField()
    wrapped_with = models.CharField(max_length=16)  # which key-encryption key
    wrapped = models.BinaryField()
    body = models.BinaryField()
    read_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(taken_at=None), name="one_draft_per_round"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(taken_at__isnull=False), name="one_roster_per_round"
            ),
        ]

    def __str__(self) -> str:
        return f"roster {self.pk} of round {self.round_id}"


class SearchQuerySet(models.QuerySet["Search"]):
    def open(self) -> SearchQuerySet:
        """Neither finished nor given up."""
        return self.filter(ended_at=None)

    def free(self, at: datetime) -> SearchQuerySet:
        """Open, and nobody is at it: never begun, or begun by a server that is gone."""
        return self.open().filter(Q(lease_until=None) | Q(lease_until__lte=at))


class Search(models.Model):
    """One search for groups. Whoever holds the lease is at it; an old lease is anybody's."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="searches")
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="+")
    kept = models.JSONField(default=list)  # locked groups: a list of lists of people's numbers
    seed = models.PositiveIntegerField()
    seconds = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    held_by = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(default=dict)  # numbers only
    ended_at = models.DateTimeField(null=True, blank=True)
    has_failed = models.BooleanField(default=False)
    told = models.BinaryField(default=bytes)  # reasons, story and advice, sealed with the roster

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(ended_at=None), name="one_search_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"search {self.pk} of round {self.round_id}"


class Change(models.Model):
    """One change of a proposal: numbers of people and groups, never what anybody said."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed"
        SWAPPED = "swapped"
        MOVED = "moved"
        LOCKED = "locked"
        UNLOCKED = "unlocked"

    round = models.ForeignKey(Round, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    what = models.JSONField()
    search = models.ForeignKey(Search, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="changes_are_in_order")
        ]

    def __str__(self) -> str:
        return f"change {self.number} of round {self.round_id}"


class Publication(models.Model):
    """That a proposal became groups. There is one or there is none, never a half."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="publication")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    groups = models.ManyToManyField(Group, related_name="+")

    def __str__(self) -> str:
        return f"publication of round {self.round_id}"


class Letter(models.Model):
    """An invitation that is still to be sent; sealed, and gone once it is on its way."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="letters")
    wrapped_with = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    body = models.BinaryField()
    made_at = models.DateTimeField()
    try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"letter {self.pk}"
