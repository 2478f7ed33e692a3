from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from levelground.accounts.models import Person

SMALLEST_QUORUM = 2
LARGEST = 8


class Group(models.Model):
    """The peers who meet. It belongs to its members and to nobody else."""

    name = models.CharField(max_length=80)
    quorum = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(SMALLEST_QUORUM), MaxValueValidator(LARGEST)]
    )
    minutes = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    call_link = models.URLField(blank=True, validators=[URLValidator(schemes=["https"])])
    people = models.ManyToManyField(Person, through="Member", related_name="+")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("groups:show", args=[self.pk])


class Member(models.Model):
    """A person's place in one group, from joining to leaving."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=models.Q(left_at=None),
                name="one_place_per_person_and_group",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("joined_at")),
                name="left_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of group {self.group_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> InvitationQuerySet:
        """Neither used nor out of date."""
        return self.filter(accepted_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """One address is asked to join one group, once, within a week. The link itself is not kept."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    by = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")  # None: by a round
    mark = models.CharField(max_length=64, unique=True)  # a fingerprint of the link's secret
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                "group",
                Lower("email"),
                condition=models.Q(accepted_at=None),
                name="one_open_invitation_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to group {self.group_id}"
