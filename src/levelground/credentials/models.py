from __future__ import annotations

from django.db import models
from django.utils import timezone

from levelground.accounts.models import Person

LONGEST_NAME = 40
LONGEST_ID = 1023  # bytes of a credential's id, says WebAuthn
FINGERPRINT = 64  # SHA-256


class Passkey(models.Model):
    """A key in somebody's phone, computer or security key that signs them in. Ours is its public half."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=LONGEST_NAME)  # what they call it
    credential_id = models.BinaryField(max_length=LONGEST_ID, unique=True)
    credential = (
        models.BinaryField()
    )  # the attested credential data of WebAuthn, public key included
    counter = (
        models.PositiveBigIntegerField()
    )  # of signatures; 0 for ever where a device counts none
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class RecoveryCode(models.Model):
    """One of ten codes on paper, kept as a fingerprint. It goes when it's used."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    fingerprint = models.CharField(max_length=FINGERPRINT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "fingerprint"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class Identity(models.Model):
    """Who a person is at the provider of single sign-on: its name for them, and never an address."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_person_per_identity"),
            models.UniqueConstraint(fields=["person", "issuer"], name="one_identity_per_person"),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"


class KnownDevice(models.Model):
    """A browser in which somebody has signed in before, by the fingerprint of its cookie."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="known_devices")
    fingerprint = models.CharField(max_length=FINGERPRINT)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "fingerprint"], name="known_device_once")
        ]

    def __str__(self) -> str:
        return f"known device {self.pk}"
