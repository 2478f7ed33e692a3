"""Form field and column of an email address: canonical at the edge, plain equality behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from levelground.core.addresses import LONGEST, NotAnAddress, canonical, is_canonical

if TYPE_CHECKING:
    EmailColumn = models.EmailField[str, str]  # only the stubs' one has a type
else:
    EmailColumn = models.EmailField


class AddressField(forms.EmailField):
    """An address as somebody types it. What comes out of it is canonical."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **kwargs)

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        if not typed:
            return typed
        try:
            return canonical(typed)
        except NotAnAddress as refused:
            raise ValidationError(_(str(refused)), code="invalid") from None


class CanonicalEmailField(EmailColumn):
    """A column that saves nothing but canonical addresses, so that "=" is who somebody is."""

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str) and value and not is_canonical(value):
            raise ValueError("This address is not canonical. Ask core.addresses for it first.")
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database it is any other column of addresses."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
