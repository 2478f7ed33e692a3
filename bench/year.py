"""A generated year (200 groups, 1,000 people, 24 sessions each): how long its pages take on SQLite.

    python -m bench.year [--groups 200] [--sessions 24] [--times 20]

In this process, without a network: what Django and the database need. Says the median by the wall and
of the processor's own work, the slowest, and how many queries; the status is 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

GOALS = {"coordinator": 300, "group": 150}  # milliseconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=24)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--profile", action="store_true", help="where a group's page spends it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "LEVELGROUND_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "levelground.config.settings",
        }
        os.environ["LEVELGROUND_URL"] = "http://testserver"
        return measure(asked, Path(folder))


def measure(asked: argparse.Namespace, folder: Path) -> int:
    import django  # noqa: PLC0415  settings first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from levelground.demo import year  # noqa: PLC0415
    from levelground.groups.models import Group, Member  # noqa: PLC0415
    from levelground.runtime import clock  # noqa: PLC0415
    from levelground.sessions.models import Session, SessionEvent  # noqa: PLC0415

    call_command("make_keys", verbosity=0)
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    fay = year.build(until=clock.now(), groups=asked.groups, sessions=asked.sessions)
    size = (folder / "levelground.sqlite3").stat().st_size / 1e6
    print(
        f"{Group.objects.count() - 1} groups, {Session.objects.count()} sessions,"
        f" {SessionEvent.objects.count()} events, {size:.0f} MB,"
        f" in {time.monotonic() - began:.0f} s"
    )
    group = Group.objects.latest("pk")
    member = Member.objects.filter(group=group).select_related("person")[0].person
    keys = year.Round.objects.filter(by=fay).values_list("pk", flat=True)
    pages = [
        ("coordinator", fay, "/picture/"),
        ("coordinator", fay, f"/picture/round-{keys[0]}/"),
        ("group", member, f"/groups/{group.pk}/"),
        ("group", member, f"/groups/{group.pk}/picture/"),
        ("", member, "/certificates/"),
        ("", member, "/mine/"),
        ("", member, "/mine/download/"),
    ]
    if asked.profile:
        profile(member, f"/groups/{group.pk}/")
    missed = [time_page(*page, times=asked.times) for page in pages]
    return int(any(missed))


def time_page(goal: str, person: Any, path: str, *, times: int) -> bool:
    """Print how long a page takes. True if its goal is missed."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client()
    sign_in(client, person)
    took, worked = [], []
    for _ in range(times + 1):
        began, busy = time.perf_counter(), time.process_time()
        assert client.get(path).status_code == 200, path
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    first, *rest = took
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    middle, limit = statistics.median(rest), GOALS.get(goal)
    print(
        f"{path:22} first {first:5.0f} ms, median {middle:5.0f} ms"
        f" (work {statistics.median(worked[1:]):4.0f} ms), slowest {max(rest):5.0f} ms,"
        f" {len(caught):3} queries{f', goal {limit} ms' if limit else ''}"
    )
    return limit is not None and middle > limit


def sign_in(client: Any, person: Any) -> None:
    """As somebody who has just typed their code: only they may download everything."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def profile(person: Any, path: str) -> None:
    import cProfile  # noqa: PLC0415  seldom asked for
    import pstats  # noqa: PLC0415

    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(person)
    client.get(path)
    with cProfile.Profile() as watched:
        client.get(path)
    pstats.Stats(watched).sort_stats("cumulative").print_stats("levelground", 25)


if __name__ == "__main__":
    sys.exit(main())
