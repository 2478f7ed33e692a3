from __future__ import annotations

from tests.mine.conftest import as_root, cluster, database

__all__ = ["as_root", "cluster", "database"]
