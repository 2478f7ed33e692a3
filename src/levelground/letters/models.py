from __future__ import annotations

from django.db import models

from levelground.accounts.models import Person


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> LetterQuerySet:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)


class Letter(models.Model):
    """One e-mail: sealed until it is on its way, then only that it was sent, and when."""

    kind = models.CharField(max_length=20)  # what sort of letter, never what it says
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    wrapped_with = models.CharField(max_length=16)  # which key-encryption key
    wrapped = models.BinaryField()
    body = models.BinaryField()  # empty once it has been sent or given up
    made_at = models.DateTimeField()
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

    def __str__(self) -> str:
        return f"letter {self.pk}"  # never to whom
