"""A documented sample: 48 people of 7 organisations, and rules that explain themselves."""

from __future__ import annotations

import csv
import io
import random
import sys
from pathlib import Path

ORGANISATIONS = (
    ("City Library", 9), ("Harbour Hospice", 8), ("Food Rescue", 7), ("Youth Line", 7),
    ("Settlers' Centre", 6), ("Regional Council", 6), ("Repair Café", 5),
)  # fmt: skip
FIRST = [
    "Ada",
    "Ben",
    "Cai",
    "Dana",
    "Eli",
    "Fay",
    "Gus",
    "Hana",
    "Ivo",
    "Jun",
    "Kiri",
    "Leo",
    "Mia",
    "Nik",
    "Ola",
    "Pita",
    "Quinn",
    "Rosa",
    "Sam",
    "Tui",
    "Uma",
    "Vic",
    "Wiremu",
    "Xin",
    "Yara",
    "Zoe",
    "Amir",
    "Bea",
    "Cole",
    "Dee",
    "Eru",
    "Finn",
    "Gita",
    "Hemi",
    "Ines",
    "Jack",
    "Kala",
    "Lin",
    "Moana",
    "Noor",
    "Omar",
    "Pia",
    "Rangi",
    "Sina",
    "Tama",
    "Ulf",
    "Vera",
    "Wen",
]
ROLES = (
    "advocate",
    "coordinator",
    "counsellor",
    "driver",
    "fundraiser",
    "librarian",
    "nurse",
    "planner",
)
ETHNICITIES = (
    "European",
    "European",
    "European",
    "Māori",
    "Māori; European",
    "Samoan",
    "Chinese",
    "Indian",
    "Tongan; European",
)
TIMES = (
    "Mon-Wed 9-12; Thu 13-17", "Tue am; Thu pm; Fri 9-12", "Mon 13-17; Tue 9-12; Thu 9:30-12:30",
    "Tue 9-12; Wed 13-16:30; Thu pm", "Mon am; Tue pm; Fri 9-12:30", "Tue-Thu 9am-12pm; Thu 1pm-5pm",
)  # fmt: skip
RULES = """\
# Rules for `levelground form people.csv --rules rules.toml`. Whatever is left out keeps its default.

[programme]
time_zone = "Pacific/Auckland"   # slots are shown on this clock
starts_on = 2026-03-02           # a slot must suit everybody on every date from here ...
weeks = 26                       # ... for so many weeks, daylight saving included
meeting_minutes = 90
slot_step = 30                   # meetings start on the half hour

[size]
least = 4
preferred = 5
most = 6

[rules]
opted_in = true                  # only people who said yes
equal_standing = true            # nobody with anybody above or below them, at any distance
grades_apart = 3                 # leave out to allow any grades in one group
not_together = true
together = true
slot = true                      # one weekly slot that suits the whole group
language = true                  # one language that the whole group speaks
trained = "majority"             # or "all" or "none"
organisation = "external"        # or "internal" or "any"
at_least = 2                     # organisations in an external group
at_most = 3                      # of any one of them
minority = true                  # nobody the only one of a kind they asked not to be alone in

[fairness]
steepness = 4.0                  # how hard a group below the mark is lifted
mark = 0.97                      # a share of what the mean group could reach

[mix]                            # what counts as mixed, and how much; columns by these names
gender = 1.0
age = 1.0
ethnicity = 1.0
role = 1.0
experience = 1.0
"""


def write(folder: Path) -> int:
    """Write people.csv and rules.toml; refuses to overwrite. Returns an exit code."""
    files = {folder / "people.csv": people_csv(), folder / "rules.toml": RULES}
    for path in files:
        if path.exists():
            print(f"{path} is there already; move it away first.", file=sys.stderr)
            return 1
    try:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print("Written: people.csv, rules.toml")
    print("Next: levelground form people.csv --rules rules.toml --explain")
    return 0


def people_csv() -> str:
    """The sample of people, the same every time."""
    chance = random.Random(24)  # noqa: S311 - a sample, not a secret
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        ["Name", "Organisation", "Opted in", "Trained", "Grade", "Manager", "Languages", "Availability",
         "Gender", "Birth year", "Ethnicity", "Role", "Years of experience", "Not together", "Not alone in"]
    )  # fmt: skip
    names = iter(FIRST)
    for organisation, staff in ORGANISATIONS:
        top = ""
        for i in range(staff):
            name = next(names)
            years = chance.randint(8, 30) if i == 0 else chance.randint(0, 18)
            gender = (
                chance.choice(("woman", "woman", "woman", "man", "man", "")) or "prefer not to say"
            )
            writer.writerow(
                [
                    name, organisation, "yes", "yes" if chance.random() < 0.7 else "no",
                    5 if i == 0 else chance.choice((2, 3, 3, 4)), top,
                    "English; te reo Māori" if chance.random() < 0.15 else "English",
                    "; ".join(sorted({chance.choice(TIMES), chance.choice(TIMES)})),
                    gender, 2026 - min(70, 22 + years + chance.randint(0, 20)), chance.choice(ETHNICITIES),
                    chance.choice(ROLES), years, "Ben" if name == "Kiri" else "",
                    "gender" if name in {"Gus", "Omar"} and gender == "man" else "",
                ]
            )  # fmt: skip
            top = top or name
    return out.getvalue()
