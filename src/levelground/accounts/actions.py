from __future__ import annotations

from levelground.accounts.models import Person


def rename(*, person: Person, name: str) -> None:
    """Change what the others call a person."""
    person.name = name
    person.save(update_fields=["name"])
