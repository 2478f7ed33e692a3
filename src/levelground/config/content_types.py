"""Which Content-Type of a request is taken: UTF-8, in plain parameters.

Django reads a request in whatever Python codec its `charset` names, and some of those raise where
nobody catches it (punycode, hex) or mean other letters than the page showed. Browsers send UTF-8.
"""

from __future__ import annotations

import re

CHARSET = re.compile(r';\s*charset\s*=\s*"?([^";]*)"?', re.IGNORECASE)
UTF_8 = {"utf-8", "utf8"}


def is_readable(content_type: bytes) -> bool:
    """Whether a body under this Content-Type can be read without surprises."""
    if not content_type.isascii() or b"\0" in content_type or b"*=" in content_type:
        return False
    return all(
        name.strip().lower() in UTF_8 for name in CHARSET.findall(content_type.decode("ascii"))
    )
