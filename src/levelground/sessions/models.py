from __future__ import annotations

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from levelground.core.review.rhythm import REVIEW
from levelground.groups.models import Group, Member
from levelground.schedule.models import Date

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are taken for another
CODE_LENGTH = 6


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class SessionQuerySet(models.QuerySet["Session"]):
    def open(self) -> SessionQuerySet:
        """Planned or running: not over."""
        return self.filter(closed_at=None)

    def running(self) -> SessionQuerySet:
        return self.filter(closed_at=None, opened_at__isnull=False)

    def over(self) -> SessionQuerySet:
        return self.filter(closed_at__isnull=False)


class Session(models.Model):
    """One meeting of a group. Its story is in its events; the rest is for finding it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="sessions")
    date = models.OneToOneField(Date, models.SET_NULL, null=True, blank=True)  # None: ad hoc
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    frame = models.CharField(max_length=60, default="meeting")
    code = models.CharField(max_length=CODE_LENGTH, default=new_code, unique=True)
    # Written with the events, in the same transaction:
    version = models.PositiveIntegerField(default=0)  # of the last event
    last_at = models.DateTimeField(null=True, blank=True)  # of the last event
    due_at = models.DateTimeField(null=True, blank=True)  # when time alone next moves it on
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Ties a member to what they answered at the close, while that may be changed. Then it is gone.
    raters_key = models.BinaryField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        indexes = [
            models.Index(fields=["due_at"], name="sessions_due", condition=models.Q(closed_at=None))
        ]

    def __str__(self) -> str:
        when = date_format(timezone.localtime(self.starts_at), "j F Y")
        return f"{self.group}, {when}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:show", args=[self.pk])

    @property
    def topic(self) -> str:
        return f"session-{self.pk}"

    @property
    def is_review(self) -> bool:
        """It is about the group itself."""
        return self.frame == REVIEW

    @property
    def has_begun(self) -> bool:
        return self.opened_at is not None or self.closed_at is not None


class SessionEvent(models.Model):
    """One line of a session's story: ids, times and facts. Rows are added, never changed."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    data = models.JSONField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "version"], name="one_event_per_session_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}@{self.version} {self.kind}"


class Receipt(models.Model):
    """The answer to a move, kept so that the same move sent again has one effect.

    `mark` stands for who sent it and their key, but cannot be turned back into either: some moves
    are made in confidence.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="receipts")
    mark = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)  # what was asked, as a fingerprint
    version = models.PositiveIntegerField()  # of the last event it brought about
    refusal = models.CharField(max_length=200, blank=True)
    places = models.JSONField(default=dict)  # the refusal as `core.words.to_plain` has it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "mark"], name="one_receipt_per_move"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}@{self.version}"


class Rating(models.Model):
    """What one member made of a session, from 0 to 4 each.

    `rater` leads back to a member only by the session's `raters_key`, which is gone when the
    session closes. From then on it is a random mark, and the order of the rows says nothing.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="ratings")
    rater = models.CharField(max_length=64)
    worth = models.PositiveSmallIntegerField(validators=[MaxValueValidator(4)])
    heard = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(4)])
    kept = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(4)])
    usable = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(4)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "rater"], name="one_rating_per_rater"),
            models.CheckConstraint(condition=models.Q(worth__lte=4), name="worth_is_0_to_4"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{pulse: None}) | models.Q(**{f"{pulse}__lte": 4}),
                    name=f"{pulse}_is_0_to_4",
                )
                for pulse in ("heard", "kept", "usable")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.worth}"


class PresenterLine(models.Model):
    """Whether a session answered what a presenter brought. Said by name, to the whole group."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        CHANGED = "changed", _("It changed the question")

    session = models.ForeignKey(Session, models.CASCADE, related_name="presenter_lines")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=7, choices=Answer)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"], name="one_line_per_presenter_and_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.answer}"


class Seen(models.Model):
    """That a person's page was open a moment ago, in whatever process. Never kept for long."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="seen")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="seen_once_per_session"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.session_id}"
