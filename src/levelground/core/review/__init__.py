"""What a group may know of itself: figures, trends, one suggestion at a time. Pure."""

from __future__ import annotations

from levelground.core.review.figures import ENOUGH, Figure, figure

__all__ = ["ENOUGH", "Figure", "figure"]
