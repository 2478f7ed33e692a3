from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from levelground.groups.models import Group, Member


class Progress(models.Model):
    """Counts every change that a group's members can see, so that their open pages can be told."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"group {self.group_id}@{self.version}"


class Naming(models.Model):
    """One time of naming what could go wrong, from the first worry until all are shown together."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(shown_at=None), name="one_naming_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"naming {self.pk} of group {self.group_id}"

    @property
    def told_at(self) -> str:
        """The place of what each has named for themselves. A newcomer does not read it later."""
        return f"worries/{self.pk}/told"

    @property
    def shown(self) -> str:
        """The place of what was shown to all, when it had lost its writers."""
        return f"worries/{self.pk}/shown"


class Enough(models.Model):
    """“That is all from me.” It says nothing of how many worries, or whether any."""

    naming = models.ForeignKey(Naming, models.CASCADE, related_name="enough")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    without_others = models.BooleanField(
        default=False
    )  # would show them without whoever is not ready

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["naming", "member"], name="enough_is_said_once"),
        ]

    def __str__(self) -> str:
        return f"member {self.member_id} in naming {self.naming_id}"


class Lead(models.Model):
    """A worry that was shown, and a clause that may answer it."""

    naming = models.ForeignKey(Naming, models.CASCADE, related_name="leads")
    worry = models.UUIDField()  # the words' id; they have no writer any longer
    clause = models.CharField(max_length=30)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["worry", "clause"], name="a_worry_leads_there_once"),
        ]

    def __str__(self) -> str:
        return f"{self.worry} to {self.clause}"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def open(self) -> AgreementQuerySet:
        """Being written, or waiting for everybody's yes."""
        return self.filter(in_force_at=None, ended_at=None)

    def accepted(self) -> AgreementQuerySet:
        """Which everybody had accepted, and no later one has taken its place."""
        return self.filter(in_force_at__isnull=False, ended_at=None)


class Agreement(models.Model):
    """One version of what a group's members promise each other. What it says is in `words`."""

    class Why(models.TextChoices):
        FIRST = "first"
        WISH = "wish"  # somebody wanted to change something
        MEMBERS = "members"  # somebody joined or left
        REVIEW = "review"  # it was time

    group = models.ForeignKey(Group, models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=7, choices=Why, default=Why.FIRST)
    begun_at = models.DateTimeField()
    put_at = models.DateTimeField(null=True, blank=True)  # to everybody; from then on it is fixed
    in_force_at = models.DateTimeField(null=True, blank=True)  # when the last one had accepted
    ended_at = models.DateTimeField(null=True, blank=True)  # another version took its place
    looked_at = models.DateTimeField(null=True, blank=True)  # last found to hold still

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "version"], name="one_agreement_per_group_version"
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(in_force_at=None, ended_at=None),
                name="one_open_agreement_per_group",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(in_force_at__isnull=False, ended_at=None),
                name="one_agreement_in_force_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.version} of group {self.group_id}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:version", args=[self.group_id, self.version])

    @property
    def is_draft(self) -> bool:
        return self.put_at is None and self.ended_at is None

    @property
    def is_put(self) -> bool:
        return self.put_at is not None and self.in_force_at is None and self.ended_at is None

    @property
    def place(self) -> str:
        return f"agreement/{self.pk}"


class Text(models.Model):
    """One wording of one clause. Several stand side by side where several wrote at once.

    What was replaced has lost its words; the row stays so that the same form sent again is known.
    """

    id = models.UUIDField(primary_key=True)  # of its words; made by the page
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="texts")
    clause = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agreement", "clause"], name="texts_of_a_clause")]

    def __str__(self) -> str:
        return f"{self.clause} in agreement {self.agreement_id}"


class Acceptance(models.Model):
    """A member has accepted one version."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="acceptances")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "member"], name="accepted_once"),
        ]

    def __str__(self) -> str:
        return f"member {self.member_id} accepts agreement {self.agreement_id}"
