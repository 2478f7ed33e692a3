"""Level Ground runs peer mentoring: groups of equals, led through a process by the software."""

from __future__ import annotations

__version__ = "0.2.0"

from levelground.zones import use_packaged_zones

use_packaged_zones()
