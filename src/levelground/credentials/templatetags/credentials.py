"""What the sign-in pages of `accounts` ask of this app."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def single_sign_on() -> str:
    """What the provider is called; "" where there is none."""
    return settings.OIDC_NAME if settings.OIDC_ISSUER else ""


@register.filter
def in_fours(code: str) -> str:
    """As people copy it without losing their place: ABCD-EFGH-…"""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
