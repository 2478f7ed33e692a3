from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from levelground.accounts.models import Person
from levelground.accounts.models.fields import CanonicalEmailField
from levelground.groups.models import Group
from levelground.programmes.models import Programme


class Round(models.Model):
    """One forming of groups, from the list of people to the groups that are published."""

    name = models.CharField(max_length=60)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: it is its programme's, and of all who coordinate that
    made_at = models.DateTimeField()
    rules = models.TextField(blank=True)  # as the file that `levelground form --rules` reads
    seed = models.PositiveIntegerField(default=1)
    seconds = models.PositiveSmallIntegerField(default=10)
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="rounds"
    )  # None: the people come from a file

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by=None, programme__isnull=False) | Q(by__isnull=False, programme=None),
                name="round_is_somebodys_or_a_programmes",
            )
        ]

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

    def key_binding(self) -> bytes:
        return f"roster|round-{self.round_id}|{self.read_at.isoformat()}".encode()


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
    explanations = models.BinaryField(
        default=bytes
    )  # reasons, story and advice, sealed with the roster

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
        LEFT = "left"  # by their own wish, also out of a group that is kept

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
    """That people are asked whether they want to be these groups. There is one or there is none.

    `groups` are those that stand: they belong to their members.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="publication")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    groups = models.ManyToManyField(Group, related_name="+")

    def __str__(self) -> str:
        return f"publication of round {self.round_id}"


class ProposedGroup(models.Model):
    """Those who are asked whether they want to be a group. It becomes one when all say yes.

    What they see of one another (first names, roles) is sealed under a key of its own, and gone when
    the group stands.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="proposed")
    number = models.PositiveIntegerField()  # which group of the proposal
    name = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField()
    slot_minute = models.PositiveSmallIntegerField(null=True, blank=True)  # from Monday, midnight
    slot_zone = models.CharField(max_length=64, blank=True)
    slot_from = models.DateField()
    slot_until = models.DateField()
    wrapped_with = models.CharField(max_length=16, blank=True)  # which key-encryption key
    wrapped = models.BinaryField(default=bytes)
    shown = models.BinaryField(default=bytes)
    asked_at = models.DateTimeField()
    stands_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="one_proposed_group_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"proposed group {self.pk}"

    def key_binding(self) -> bytes:
        return f"proposed|publication-{self.publication_id}|{self.number}".encode()


class SeatQuerySet(models.QuerySet["Seat"]):
    def open(self, at: datetime) -> SeatQuerySet:
        """Whose answer still counts: asked in time, or answered, of a group that does not stand yet."""
        in_time = ~Q(state=Seat.State.ASKED) | Q(expires_at__gt=at)
        return self.filter(in_time, group__stands_at=None)


class Seat(models.Model):
    """One person's place in a proposed group: asked by letter, answered by nobody else."""

    class State(models.TextChoices):
        ASKED = "asked"
        YES = "yes"
        WRONG = "wrong"  # what is wrong is in the sealed list, as a rule knows it

    group = models.ForeignKey(ProposedGroup, models.CASCADE, related_name="seats")
    number = models.PositiveIntegerField()  # of the person in the list
    email = CanonicalEmailField(blank=True)  # "" for who does not take part any more
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=5, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_seat_per_person"),
            models.UniqueConstraint(
                fields=["group", "email"],
                condition=~Q(email=""),
                name="one_seat_per_address_and_group",
            ),
            models.CheckConstraint(
                condition=~Q(state="yes") | Q(person__isnull=False),
                name="whoever_said_yes_is_known",
            ),
        ]
        indexes = [models.Index(fields=["email"], name="seats_of_an_address")]

    def __str__(self) -> str:
        return f"seat {self.pk}"
