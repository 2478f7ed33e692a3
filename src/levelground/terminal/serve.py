"""`levelground serve` and `levelground manage`: the server and its commands, from anywhere."""

from __future__ import annotations

import argparse
import os


def add_parsers(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = subjects.add_parser(
        "serve",
        help="run the server",
        description="Run the server. A new installation is set up first: keys and an empty "
        "database, in the folder LEVELGROUND_DATA. docs/OPERATIONS.md lists the settings.",
    )
    serve.set_defaults(run=run_server)
    manage = subjects.add_parser(
        "manage",
        help="run a command on the installation, such as back_up",
        description="Run a command on the installation; alone, it lists them.",
    )
    manage.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND …")
    manage.set_defaults(run=run_command)


def run_server(chosen: argparse.Namespace) -> int:
    from levelground.config.serve import main  # noqa: PLC0415 - reads the settings

    main()
    return 0


def run_command(chosen: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - loads slowly

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")
    execute_from_command_line(["levelground manage", *chosen.words])
    return 0
