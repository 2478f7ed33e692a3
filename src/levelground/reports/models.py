from __future__ import annotations

import secrets

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from levelground.accounts.models import Person
from levelground.formation.models import Round
from levelground.groups.models import Group
from levelground.programmes.models import Programme
from levelground.sessions.models import CODE_LETTERS, Session

CHECK_LENGTH = 20  # 31 to the power of 20: nobody guesses one
LONGEST_NAME = 120


def new_check_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CHECK_LENGTH))


class Summary(models.Model):
    """What a session that is over adds to figures: how many people, how many minutes. No names."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="summary")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    closed_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()  # of all together
    is_review = models.BooleanField(default=False)

    class Meta:
        ordering = ["closed_at"]
        indexes = [models.Index(fields=["group", "closed_at"], name="summaries_of_a_group")]

    def __str__(self) -> str:
        return f"summary of session {self.session_id}"


class Attendance(models.Model):
    """That somebody was in a session, for how long: theirs alone. It counts once they confirm it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="attendances")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField()
    counted = models.PositiveSmallIntegerField()  # minutes, by the session's clock
    minutes = models.PositiveSmallIntegerField()  # as the person says
    people = models.PositiveSmallIntegerField()  # how many were there, with them
    has_equity = models.BooleanField(default=False)  # their own tick
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-ended_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "session"], name="attended_a_session_once"),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class Certificate(models.Model):
    """Hours as they were printed once. Whoever has the code can check it until it is revoked."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="certificates")
    code = models.CharField(max_length=CHECK_LENGTH, default=new_check_code, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)  # as printed
    first_day = models.DateField()
    last_day = models.DateField()
    lines = models.JSONField()  # day, minutes, people, equity, whether by the session's clock
    minutes = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"certificate {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:certificate", args=[self.pk])


class Frozen(models.Model):
    """What is published of one programme in one quarter. Made once, never again (goal P5)."""

    programme = models.ForeignKey(Programme, models.CASCADE, null=True, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, null=True, related_name="+")  # of no programme
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["year", "quarter"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(programme=None, round__isnull=False)
                | models.Q(programme__isnull=False, round=None),
                name="figures_of_a_programme_or_a_round",
            ),
            models.UniqueConstraint(
                fields=["programme", "year", "quarter"], name="programme_frozen_once_a_quarter"
            ),
            models.UniqueConstraint(
                fields=["round", "year", "quarter"], name="round_frozen_once_a_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"figures {self.pk} of {self.year} Q{self.quarter}"
