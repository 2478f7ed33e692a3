"""What a provider of single sign-on says of somebody."""

from __future__ import annotations

import time
from dataclasses import dataclass

JUST_NOW = 120  # seconds since somebody has proved themselves to the provider once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the provider says. An address counts only if the provider has verified it."""

    issuer: str
    subject: str
    email: str  # "" where there is none, or it isn't verified
    proved_at: (
        float  # when they proved themselves to the provider, as it signed; 0 where it did not say
    )

    @property
    def proved_just_now(self) -> bool:
        return time.time() - self.proved_at < JUST_NOW
