from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.urls import reverse

from levelground.accounts.models import Person
from levelground.accounts.models.fields import CanonicalEmailField
from levelground.core.review.rhythm import LATEST, SOONEST

SMALLEST_QUORUM = 2
LARGEST = 8
LOOKING_BACK = timedelta(days=30)  # what an ended group wrote is gone after that


class Group(models.Model):
    """The peers who meet. It belongs to its members and to nobody else."""

    name = models.CharField(max_length=80)
    quorum = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(SMALLEST_QUORUM), MaxValueValidator(LARGEST)]
    )
    minutes = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    review_after = models.PositiveSmallIntegerField(  # sessions; None: as is usual
        null=True, blank=True, validators=[MinValueValidator(SOONEST), MaxValueValidator(LATEST)]
    )
    call_link = models.URLField(blank=True, validators=[URLValidator(schemes=["https"])])
    # What calendars show, which others may read: what members chose for that, and nothing else.
    calendar_title = models.CharField(max_length=80, blank=True)  # "": “Peer group”
    link_in_calendars = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    # The weekly time that forming found, on the wall clock of a zone; a schedule may begin with it.
    slot_minute = models.PositiveSmallIntegerField(null=True, blank=True)  # from Monday, midnight
    slot_zone = models.CharField(max_length=64, blank=True)
    slot_from = models.DateField(null=True, blank=True)
    slot_until = models.DateField(null=True, blank=True)
    people = models.ManyToManyField(Person, through="Member", related_name="+")

    size: int  # how many they are now, where `groups_of()` has counted them

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("groups:show", args=[self.pk])

    @property
    def link_for_calendars(self) -> str:
        return self.call_link if self.link_in_calendars else ""

    @property
    def readable_until(self) -> datetime | None:
        """Until when its members may look back, once it has ended."""
        return self.ended_at and self.ended_at + LOOKING_BACK


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
    email = CanonicalEmailField()
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
                fields=["group", "email"],
                condition=models.Q(accepted_at=None),
                name="one_open_invitation_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to group {self.group_id}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self, at: datetime) -> QuestionQuerySet:
        """Neither dropped nor out of date."""
        return self.filter(dropped_at=None, expires_at__gt=at)


class Question(models.Model):
    """Something that happens once everybody concerned has said yes. Then the row is gone.

    Who said no is written nowhere: one no drops the question.
    """

    class Kind(models.TextChoices):
        JOIN = "join"
        MERGE = "merge"
        END = "end"

    group = models.ForeignKey(Group, models.CASCADE, related_name="questions")
    other = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")  # to merge with
    kind = models.CharField(max_length=5, choices=Kind)
    by = models.ForeignKey(Member, models.CASCADE, related_name="+")
    email = CanonicalEmailField(blank=True)  # of whom to ask to join
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "email"],
                condition=models.Q(dropped_at=None),
                name="one_question_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="merge", other__isnull=False)
                | (~models.Q(kind="merge") & models.Q(other=None)),
                name="only_merging_concerns_another_group",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk} to group {self.group_id}"


class Yes(models.Model):
    """One member's yes to a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="yeses")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "member"], name="one_yes_per_member")
        ]

    def __str__(self) -> str:
        return f"yes {self.pk} to question {self.question_id}"


class MergeCode(models.Model):
    """A code by which another group can be found, for a week, once. The code itself is not kept."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="merge_code")
    by = models.ForeignKey(Member, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"code of group {self.group_id}"
