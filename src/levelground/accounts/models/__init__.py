from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from levelground.accounts.models.fields import CanonicalEmailField
from levelground.core.addresses import canonical

LONGEST_NAME = 60
LONGEST_ZONE = 64
LONGEST_LANGUAGE = 16


def house_time_zone() -> str:
    """Where somebody is until they say something else."""
    zone: str = settings.TIME_ZONE
    return zone


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str = "", **others: Any) -> Person:
        """A person who signs in by a code that is mailed to `email`. Nobody has a password."""
        person = self.model(email=canonical(email), name=name, **others)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=username)


class Person(AbstractBaseUser):
    """Someone with an account. A person becomes a member by joining a group."""

    email = CanonicalEmailField(unique=True)
    name = models.CharField(max_length=LONGEST_NAME)  # what the others call them; "" until asked
    time_zone = models.CharField(max_length=LONGEST_ZONE, default=house_time_zone)
    language = models.CharField(max_length=LONGEST_LANGUAGE, blank=True, default="")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return f"person {self.pk}"  # not the name: this is what logs and errors print

    @property
    def has_come_in(self) -> bool:
        """Whether they ever typed a code or were given a name; else they are nobody yet."""
        return bool(self.name or self.last_login)

    @property
    def chosen_language(self) -> str:
        """What they chose; "" if nothing, or if it is not spoken here any more."""
        return self.language if self.language in dict(settings.LANGUAGES) else ""

    @property
    def reads(self) -> str:
        """The language of everything that is written to them."""
        return self.chosen_language or settings.LANGUAGE_CODE

    @property
    def zone(self) -> ZoneInfo:
        """In which times are shown to them."""
        return ZoneInfo(self.time_zone)
