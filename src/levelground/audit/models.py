"""The security log: who did what to whom, and when. Never a word, a name or an address."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levelground.core.audit import EntryKind, Link

DIGEST = 64  # hexadecimal characters of SHA-256
PSEUDONYM = 16


class Pseudonym(models.Model):
    """Under what name a person stands in the log. It goes with the person; then nobody knows whose it was."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pseudonym"
    )
    name = models.CharField(max_length=PSEUDONYM, unique=True)

    def __str__(self) -> str:
        return self.name


class Chain(models.Model):
    """The entries of one month, dropped as a whole a year later."""

    month = models.DateField(unique=True)  # its first day
    ends_at = models.DateTimeField()  # the first moment of the month after
    begins_with = models.CharField(max_length=DIGEST, blank=True)  # the last digest before it
    last_number = models.PositiveIntegerField(default=0)
    last_digest = models.CharField(max_length=DIGEST, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)  # its last digest, to the operator

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def head(self) -> str:
        """What the operator keeps elsewhere, and gives to `verify_log --head`."""
        return f"{self}:{self.last_number}:{self.last_digest or self.begins_with}"


class Entry(models.Model):
    """One line of the security log. It waits without a number for a moment, then is part of its chain."""

    chain = models.ForeignKey(Chain, models.CASCADE, null=True, blank=True, related_name="entries")
    number = models.PositiveIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=DIGEST, blank=True)
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=20)  # a core.audit.Kind
    act = models.CharField(max_length=60, blank=True)  # the page, the command, the way to sign in
    actor = models.CharField(max_length=PSEUDONYM, blank=True, db_index=True)
    subject = models.CharField(max_length=PSEUDONYM, blank=True, db_index=True)  # whom it concerns
    about = models.CharField(max_length=60, blank=True, db_index=True)  # as “group 7”

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_entry_per_place"),
            models.UniqueConstraint(
                fields=["actor", "about", "at"],
                condition=models.Q(kind=EntryKind.WORDS_OPENED.value),
                name="one_opening_per_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def link(self) -> Link:
        """What the chain covers of it."""
        return Link(
            number=self.number or 0,
            at=self.at,
            kind=self.kind,
            act=self.act,
            actor=self.actor,
            subject=self.subject,
            about=self.about,
        )
