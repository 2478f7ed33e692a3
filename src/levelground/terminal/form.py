"""`levelground form`: groups from a spreadsheet, without a database."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from levelground.terminal import form_example

TOO_FEW = 3
"""Exit code when rules hold but somebody waits."""


def add_parser(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser(
        "form",
        help="form groups from a spreadsheet",
        description="Form groups that keep every rule and are as mixed as they can be.",
        epilog="Exit codes: 0 everybody is placed; 1 the input has faults, each named; 2 misused; "
        "3 groups were formed and some people wait, each with the reason.",
    )
    parser.add_argument(
        "people", nargs="?", type=Path, metavar="people.csv", help="one row for each person"
    )
    parser.add_argument(
        "--rules", type=Path, metavar="rules.toml", help="the rules; defaults without"
    )
    parser.add_argument("--out", type=Path, default=Path("groups.csv"), metavar="groups.csv")
    parser.add_argument(
        "--seconds", type=_seconds, default=10.0, help="how much to search (default 10)"
    )
    parser.add_argument("--seed", type=int, default=1, help="same seed, same groups (default 1)")
    parser.add_argument("--explain", action="store_true", help="print the explanation as well")
    parser.add_argument(
        "--example", action="store_true", help="write a sample of 48 people and its rules here"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Form groups. Returns an exit code; see the epilog of the parser."""
    if arguments.example:
        return form_example.write(Path())
    if arguments.people is None:
        print("Name a file of people, or use --example for a sample.", file=sys.stderr)
        return 2
    from levelground.core.formation import Faulty  # noqa: PLC0415 - numbers load slowly

    try:
        data = arguments.people.read_bytes()
        text = arguments.rules.read_text(encoding="utf-8-sig") if arguments.rules else ""
    except UnicodeDecodeError:
        print(f"{arguments.rules} is not UTF-8 text.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}.", file=sys.stderr)
        return 1
    try:
        return _form(arguments, data, text)
    except Faulty as faulty:
        for fault in faulty.faults:
            print(fault, file=sys.stderr)
        count = len(faulty.faults)
        print(
            f"{count} {'fault' if count == 1 else 'faults'} to mend; nothing was written.",
            file=sys.stderr,
        )
        return 1


def _form(arguments: argparse.Namespace, data: bytes, text: str) -> int:
    from levelground.core.formation import Rules, Weights  # noqa: PLC0415 - numbers load slowly
    from levelground.core.formation.explaining.export import explanation, groups_csv, report  # noqa: PLC0415
    from levelground.core.formation.explaining.result import result  # noqa: PLC0415
    from levelground.core.formation.reading.people_list import read  # noqa: PLC0415
    from levelground.core.formation.reading.rules_file import read_rules  # noqa: PLC0415
    from levelground.core.formation.search.forming import Forming  # noqa: PLC0415

    rules, weights = read_rules(text) if text else (Rules(), Weights())
    roster = read(data, rules, weights)
    latest = time.monotonic() + 30 + 5 * arguments.seconds
    forming = Forming(
        roster.people, rules, weights, seconds=arguments.seconds, seed=arguments.seed,
        is_over=lambda: time.monotonic() > latest,
    )  # fmt: skip
    for progress in forming:
        if sys.stderr.isatty():
            print(
                f"\r{progress.done:4.0%}  {progress.placed} placed, mix {progress.share:.2%} of the bound",
                end="",
                file=sys.stderr,
            )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    formation = result(forming)
    text = explanation(formation, roster.people, roster.notes)
    try:
        arguments.out.write_text(
            groups_csv(formation, roster.people), encoding="utf-8-sig", newline=""
        )
        arguments.out.with_suffix(".json").write_text(
            report(formation, roster.notes), encoding="utf-8"
        )
        arguments.out.with_suffix(".txt").write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(text if arguments.explain else "\n".join(text.splitlines()[:2]))
    out = arguments.out
    print(f"Written: {out}, {out.with_suffix('.json')}, {out.with_suffix('.txt')}")
    return TOO_FEW if formation.unplaced else 0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 3600:  # noqa: PLR2004
        raise argparse.ArgumentTypeError("between 0 and 3600")
    return seconds


if __name__ == "__main__":
    alone = argparse.ArgumentParser(prog="levelground")
    add_parser(alone.add_subparsers(required=True))
    chosen = alone.parse_args()
    sys.exit(chosen.run(chosen))
