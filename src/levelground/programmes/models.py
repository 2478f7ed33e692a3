from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from levelground.accounts.models import Person
from levelground.accounts.models.fields import CanonicalEmailField
from levelground.letters.models import Letter

LONGEST_NAME = 80
LONGEST_ZONE = 64


class Organisation(models.Model):
    """Where people work, for pay or as volunteers. It owns nothing here, no group and nobody."""

    name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="one_organisation_per_name")]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """That a person belongs to an organisation, as they said themselves. Some belong to several."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    is_paid = models.BooleanField()  # otherwise a volunteer

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], name="one_affiliation_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"affiliation {self.pk}"


class Profile(models.Model):
    """What a person said of themselves and told in confidence, sealed under a key of their own."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    wrapped_with = models.CharField(max_length=16)  # which key-encryption key
    wrapped = models.BinaryField()
    body = models.BinaryField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"profile of person {self.person_id}"

    def key_binding(self) -> bytes:
        return f"profile|person-{self.person_id}".encode()


class Programme(models.Model):
    """What people are asked to: groups that meet for some months, formed and looked after by one."""

    class Kind(models.TextChoices):
        INTERNAL = "internal"
        EXTERNAL = "external"

    name = models.CharField(max_length=LONGEST_NAME)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")  # who answers for it
    kind = models.CharField(max_length=8, choices=Kind)
    organisations = models.ManyToManyField(Organisation, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    time_zone = models.CharField(max_length=LONGEST_ZONE)
    minutes = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    every = models.PositiveSmallIntegerField(default=2)  # weeks from one meeting to the next
    asks = models.TextField(blank=True)  # the coordinator's own words to those who are asked
    agency = models.CharField(max_length=120)  # who collects and holds, as the law wants it said
    agency_address = models.CharField(max_length=200)
    law = models.CharField(max_length=200, blank=True)  # under which it is collected, if under any
    is_health_setting = models.BooleanField(default=False)
    rules = models.TextField()  # as the file that `levelground form --rules` reads
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")),
                name="programme_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:show", args=[self.pk])


class Coordinator(models.Model):
    """Somebody who looks after a programme beside whoever answers for it; asked, until they say yes."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="coordinators")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"], name="coordinates_a_programme_once"
            )
        ]

    def __str__(self) -> str:
        return f"coordinator {self.pk} of programme {self.programme_id}"


class Import(models.Model):
    """A list of people to ask, as it was read, sealed. A draft until it is taken; it can be undone."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="imports")
    people = models.PositiveIntegerField()
    wrapped_with = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    body = models.BinaryField()  # empty once it has been taken
    read_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    letters_at = models.DateTimeField(null=True, blank=True)  # when its letters leave

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(taken_at=None), name="one_draft_per_programme"
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of programme {self.programme_id}"

    def key_binding(self) -> bytes:
        return f"import|programme-{self.programme_id}|{self.read_at.isoformat()}".encode()


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def standing(self, at: datetime) -> InviteeQuerySet:
        """Not out of date: whoever has not answered in time counts as deleted."""
        return self.exclude(state=Invitee.State.INVITED, expires_at__lte=at)


class Invitee(models.Model):
    """One address is asked to one programme. What it answers is up to whoever reads its mail."""

    class State(models.TextChoices):
        INVITED = "invited"
        YES = "yes"
        NO = "no"  # never said yes
        GONE = "gone"  # said yes, and then opted out

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="invitees")
    email = CanonicalEmailField()
    name = models.CharField(max_length=LONGEST_NAME, blank=True)  # "" for who has said no
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.INVITED)
    wrapped_with = models.CharField(max_length=16, blank=True)
    wrapped = models.BinaryField(default=bytes)
    known = models.BinaryField(default=bytes)  # what a list said of them, sealed until they answer
    source = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="invitees")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # without an answer
    answered_at = models.DateTimeField(null=True, blank=True)
    notice = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")  # the proof
    reminder = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "email"], name="one_invitee_per_address_and_programme"
            ),
            models.CheckConstraint(
                condition=Q(state="invited") | Q(answered_at__isnull=False),
                name="who_has_answered_did_so_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="yes") | Q(person__isnull=False),
                name="who_said_yes_has_an_account",
            ),
        ]
        indexes = [models.Index(fields=["email"]), models.Index(fields=["state", "expires_at"])]

    def __str__(self) -> str:
        return f"invitee {self.pk} in programme {self.programme_id}"

    def key_binding(self) -> bytes:
        return f"invitee|programme-{self.programme_id}|{self.email}".encode()
