from __future__ import annotations

from pathlib import Path

import levelground.formation
from levelground.terminal.form_example import people_csv


def test_the_sample_that_is_offered_is_that_of_the_command():
    offered = Path(levelground.formation.__file__).parent / "static/formation/people.csv"

    assert offered.read_bytes().decode() == people_csv()
