"""Groups as CSV, JSON and plain text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from levelground.core.formation.formation import Formation
from levelground.core.formation.people import Person
from levelground.core.spreadsheets import safe


def groups_csv(formation: Formation, people: Sequence[Person]) -> str:
    """One row for each person: group, id, name, organisation, slot, languages, or why they wait.

    Nothing that somebody said of themselves is in it.
    """
    by_id = {person.id: person for person in people}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["group", "id", "name", "organisation", "slot", "languages", "waits because"])
    for group in formation.groups:
        slot = group.slots[0] if group.slots else ""
        for member in group.members:
            person = by_id[member]
            row = [
                group.name,
                member,
                person.name,
                person.organisation,
                slot,
                "; ".join(group.languages),
                "",
            ]
            writer.writerow([safe(cell) for cell in row])
    for waiting in formation.unplaced:
        person = by_id[waiting.person]
        row = ["", person.id, person.name, person.organisation, "", "", waiting.reason]
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue()


def report(formation: Formation, notes: Sequence[str] = ()) -> str:
    """Everything about a formation as JSON, without anybody's answers."""
    found: dict[str, Any] = {
        "seed": formation.seed,
        "placed": formation.placed,
        "waiting": len(formation.unplaced),
        "mix": {
            "sum": formation.mix,
            "bound": formation.bound,
            "share_of_bound": formation.share,
            "is_proven_best": formation.is_proven,
            "mean": formation.mix / max(len(formation.groups), 1),
            "worst": min((group.mix for group in formation.groups), default=0.0),
        },
        "groups": [
            {
                "name": group.name,
                "members": group.members,
                "slots": group.slots,
                "languages": group.languages,
                "trained": group.trained,
                "organisations": group.organisations,
                "mix": group.mix,
                "covers": dict(group.covers),
            }
            for group in formation.groups
        ],
        "unplaced": [
            {"person": one.person, "rule": one.rule, "reason": one.reason}
            for one in formation.unplaced
        ],
        "rules": [
            {
                "rule": proof.rule,
                "is_on": proof.is_on,
                "holds_in": proof.holds,
                "broken": proof.broken,
            }
            for proof in formation.proof
        ],
        "what_would_help": [one.text for one in formation.suggestions],
        "story": formation.story,
        "notes": list(notes),
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def explanation(formation: Formation, people: Sequence[Person], notes: Sequence[str] = ()) -> str:
    """What a coordinator reads: result, groups, rules, who waits and what would help."""
    names = {person.id: person.name or person.id for person in people}
    lines = [*_summary(formation), ""]
    for group in formation.groups:
        lines.append(f"{group.name}: {', '.join(names[member] for member in group.members)}")
        if group.slots:
            others = len(group.slots) - 1
            more = f" (or {others} other slot{'s' if others > 1 else ''})" if others else ""
            lines.append(f"    meets {group.slots[0]}{more}")
        covers = ", ".join(f"{name}: {what}" for name, what in group.covers)
        lines.append(
            f"    {', '.join(group.languages) or 'any language'}; {group.trained} of {len(group.members)}"
            f" trained; {group.organisations} organisations; mix {group.mix:.3f}; {covers}"
        )
    lines += ["", "Rules"]
    for proof in formation.proof:
        holds = (
            f"holds in {proof.holds} of {len(formation.groups)}" if proof.is_on else "not asked for"
        )
        lines.append(f"    {proof.rule}: {holds}")
        lines += [f"        {what}" for what in proof.broken]
    if formation.unplaced:
        lines += ["", "Waiting"]
        lines += [f"    {names[one.person]}: {one.reason}" for one in formation.unplaced]
    if formation.suggestions:
        lines += ["", "What would help", *(f"    {one.text}" for one in formation.suggestions)]
    lines += ["", "How it went", *(f"    {text}" for text in formation.story)]
    if notes:
        lines += ["", "How the file was read", *(f"    {note}" for note in notes)]
    return "\n".join(lines) + "\n"


def _summary(formation: Formation) -> list[str]:
    waiting = len(formation.unplaced)
    summary = f"{formation.placed} people in {len(formation.groups)} groups, {waiting} waiting."
    if not formation.groups:
        return [summary]
    worst = min(group.mix for group in formation.groups)
    mean = formation.mix / len(formation.groups)
    best = "No better choice of groups exists." if formation.is_proven else (
        f"The mix reaches {formation.share:.1%} of a bound that these people cannot exceed."
    )  # fmt: skip
    return [
        summary,
        f"{best} Mean mix {mean:.3f}, least {worst:.3f} ({worst / mean if mean else 1:.0%} of the mean).",
    ]
