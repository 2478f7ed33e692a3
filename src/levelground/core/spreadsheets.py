"""Cells for spreadsheets: a file that is opened in one must be no program."""

from __future__ import annotations

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: risky beginnings get an apostrophe.

    Looks past quotation marks, separators and blanks, behind which a formula can hide (CWE-1236).
    """
    clean = cell.replace("\x00", "")
    bare = clean.lstrip("\"' ,;|\u00a0\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
    if clean.startswith(RISKY) or bare.startswith(RISKY) or cell.startswith("\x00"):
        return "'" + clean
    return clean
