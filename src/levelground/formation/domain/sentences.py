"""What the search says, in the reader's language.

The search runs apart and says each sentence as its text and what fills it; here it becomes words on a page.
"""

from __future__ import annotations

from typing import Any

from levelground.core.words import Sentence, from_plain
from levelground.ui.translating import translated


def in_words(message: Any) -> str:
    """A sentence of the search, as it comes or as JSON carried it. What is only text stays as it is."""
    found = from_plain(message)
    return translated(found) if isinstance(found, Sentence) else found
