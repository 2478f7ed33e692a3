"""The gallery has no database: whatever a stage's templates ask for, it must know, or every look fails."""

from __future__ import annotations

import subprocess
import sys

DRAW = """
from tests import gallery
from tests.ui import screens

gallery.set_up()
from django.template.loader import render_to_string
from django.test import RequestFactory

for name, context in screens.states().items():
    for page in ("sessions/show.html", "sessions/room.html"):
        assert render_to_string(page, context, request=RequestFactory().get("/")), name
"""


def test_every_state_of_the_stage_can_be_drawn():
    """In a process of its own, as the gallery has settings of its own."""
    done = subprocess.run(
        [sys.executable, "-c", DRAW], capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr[-600:]
