from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from levelground.accounts.models import Person
from levelground.groups.models import Group
from levelground.sealing.envelope import lost_keys


class DataKey(models.Model):
    """The key of one group's or one person's words, itself encrypted. Without it they are noise."""

    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField()
    wrapped_with = models.CharField(max_length=16)  # which key-encryption key
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, person__isnull=False) | Q(group__isnull=False, person=None),
                name="key_of_a_group_or_a_person",
            ),
            models.UniqueConstraint(fields=["group", "version"], name="one_key_per_group_version"),
            models.UniqueConstraint(
                fields=["person", "version"], name="one_key_per_person_version"
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.pk}"

    def key_binding(self) -> bytes:
        return f"{self.domain}|{self.version}".encode()

    @property
    def domain(self) -> str:
        """Whose key it is: part of what its words are bound to."""
        return f"group-{self.group_id}" if self.group_id else f"person-{self.person_id}"


class WordsQuerySet(models.QuerySet["Words"]):
    def past(self, at: datetime) -> WordsQuerySet:
        """Whose time is over."""
        return self.filter(expires_at__lte=at)

    def living(self, at: datetime) -> WordsQuerySet:
        """Whose time is not over. What is past and not yet erased counts as erased.

        So does what the operator has given up, because its key is lost for ever.
        """
        in_time = self.filter(Q(expires_at=None) | Q(expires_at__gt=at))
        lost = lost_keys()
        return in_time.exclude(key__wrapped_with__in=lost) if lost else in_time


class Words(models.Model):
    """Something a person wrote, sealed. Read it through `words.queries`; there is no other way."""

    class Seen(models.TextChoices):
        WRITER = "writer"
        OWNER = "owner"
        GROUP = "group"

    id = models.UUIDField(primary_key=True)  # made by the page, so that a repeat is no second one
    key = models.ForeignKey(DataKey, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    writer = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="+"
    )  # None: the group
    owner = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    seen = models.CharField(max_length=6, choices=Seen)
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    body = models.BinaryField()
    written_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    objects = WordsQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["group", "place"], name="words_of_a_group"),
            models.Index(fields=["writer", "place"], name="words_of_a_writer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False) | Q(seen="writer"),
                name="private_words_are_private",
            ),
            models.CheckConstraint(
                condition=Q(writer__isnull=False)
                | Q(group__isnull=False, seen="group", owner=None),
                name="words_of_nobody_are_the_groups",
            ),
        ]

    def __str__(self) -> str:
        return f"words {self.pk}"  # never what they say
