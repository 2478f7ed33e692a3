from __future__ import annotations

from datetime import datetime

from django.db import models

from levelground.accounts.models import Person


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> LetterQuerySet:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, at: datetime) -> LetterQuerySet:
        """Waiting, whose time to be tried has come."""
        return self.waiting().filter(due_at__lte=at)

    def short_lived(self) -> LetterQuerySet:
        """Sign-in codes and their like: worth nothing after a while."""
        return self.exclude(expires_at=None)


class Letter(models.Model):
    """One email in the outbox: sealed until it's sent, then only that it was sent, and when."""

    kind = models.CharField(max_length=20)  # what sort of letter, never what it says
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    wrapped_with = models.CharField(max_length=16)  # which key-encryption key
    wrapped = models.BinaryField()
    body = models.BinaryField()  # empty once it has been sent or given up
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # when it's tried next; while a sender has it, when it's lost
    expires_at = models.DateTimeField(null=True, blank=True)  # then the row is deleted, sent or not
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(given_up_at=None),
                name="letter_is_sent_or_given_up",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, given_up_at=None),
                name="letters_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"  # never to whom

    def key_binding(self) -> bytes:
        return f"letter|{self.kind}|{self.made_at.isoformat()}".encode()
