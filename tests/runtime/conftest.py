from __future__ import annotations

from tests.live.conftest import postgresql

__all__ = ["postgresql"]
