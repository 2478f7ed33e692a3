"""What start-up refuses: each fault says what is wrong and what to do."""

from __future__ import annotations
