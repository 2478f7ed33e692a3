from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from levelground.accounts.models import LONGEST_ZONE, Person
from levelground.core.schedule import Rhythm, Rule
from levelground.groups.models import Group, Member

LONGEST_REGION = 40
LOBBY = timedelta(minutes=15)  # before a date, from when on its session can be opened


class Poll(models.Model):
    """A group looks for a time of the week. Open until it has one."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="polls")
    zone = models.CharField(max_length=LONGEST_ZONE)  # on whose clock the time is said
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(closed_at=None), name="one_open_poll_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"poll {self.pk} of group {self.group_id}"


class FreeWeek(models.Model):
    """When one member can usually meet, on their own clock. Gone when the group has its time."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="weeks")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    zone = models.CharField(max_length=LONGEST_ZONE)
    spans = models.JSONField()  # [[start, end], …] in minutes from Monday 00:00
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "member"], name="one_week_per_member_and_poll")
        ]

    def __str__(self) -> str:
        return f"week of member {self.member_id}"


class Slot(models.Model):
    """A time of the week that somebody proposed. It counts when everybody says yes."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="slots")
    minute = models.PositiveSmallIntegerField(validators=[MaxValueValidator(7 * 24 * 60 - 1)])
    proposed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll"], condition=models.Q(dropped_at=None), name="one_slot_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"slot {self.pk} at minute {self.minute}"


class SlotYes(models.Model):
    """That a time suits a member. Whom it does not suit is written nowhere."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="yeses")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "member"], name="one_yes_per_member_and_slot")
        ]

    def __str__(self) -> str:
        return f"yes of member {self.member_id}"


class Schedule(models.Model):
    """By what rule a group meets, on the clock of one place. A changed rule is a new schedule."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="schedules")
    uid = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # in calendars, for ever
    rhythm = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Rhythm])
    first = models.DateField()
    until = models.DateField()
    time = models.TimeField()
    zone = models.CharField(max_length=LONGEST_ZONE)
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    country = models.CharField(max_length=2, blank=True)  # whose holidays are skipped; "" for none
    region = models.CharField(max_length=LONGEST_REGION, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # counts changes, for calendars
    zone_data = models.CharField(max_length=16, blank=True)  # by which its dates were worked out
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(ended_at=None), name="one_schedule_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"schedule {self.pk} of group {self.group_id}"

    @property
    def rule(self) -> Rule:
        return Rule(rhythm=Rhythm(self.rhythm), first=self.first, until=self.until, time=self.time)

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class DateQuerySet(models.QuerySet["Date"]):
    def on(self) -> DateQuerySet:
        """Those that take place."""
        return self.filter(cancelled_at=None)

    def to_come(self, at: datetime) -> DateQuerySet:
        return self.filter(starts_at__gt=at)


class Date(models.Model):
    """One date of a schedule. `on`: the day on which the rule has it, wherever it was moved."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="dates")
    on = models.DateField()
    starts_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = DateQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["starts_at"], name="dates_by_start")]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "on"], name="one_date_per_day_of_the_rule")
        ]

    def __str__(self) -> str:
        return f"date {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("schedule:date", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.schedule.minutes)


class Coming(models.Model):
    """What a member said about a date. It needs no reason, and there is no place for one."""

    date = models.ForeignKey(Date, models.CASCADE, related_name="answers")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    is_coming = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "member"], name="one_answer_per_member_and_date"
            )
        ]

    def __str__(self) -> str:
        return f"answer of member {self.member_id} to date {self.date_id}"


class Reminder(models.Model):
    """That a member has been reminded of a date at this time: nobody is, twice."""

    date = models.ForeignKey(Date, models.CASCADE, related_name="reminders")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)  # a week before, a day before
    starts_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "member", "kind", "starts_at"], name="one_reminder_of_each_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} reminder of date {self.date_id}"


class Feed(models.Model):
    """A person's calendar address. The secret in it is shown once and not kept.

    What was last fetched there is known by a fingerprint, so that a program fetches news only.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64, unique=True)  # a fingerprint of the secret
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)  # since when it is what it is

    def __str__(self) -> str:
        return f"calendar of person {self.person_id}"
