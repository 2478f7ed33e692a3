"""Does the jobs that wait (django-tasks), in every server process, beside the requests.

The library's own worker is a process; ours is a thread here, so that one command is the whole of
Level Ground and, on SQLite, its writes stand in our queue of writers. Two things the library leaves
to us: a job whose server was killed says “running” for ever, so after a while it is anybody's
again; and what is done is forgotten. A job must therefore bear being done twice.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max

from levelground.live.threads import Threads

LOOK_EVERY = 1.0  # seconds
TIDY_EVERY = 60.0
ABANDONED = timedelta(minutes=10)  # far longer than any job takes
KEPT = timedelta(days=1)
AT_A_TIME = 20
STUCK = timedelta(minutes=10)  # a job whose time came so long ago: nobody does them

_thread = Threads(1, "jobs")


async def run() -> None:
    """For `live.background`."""
    last_tidied = -TIDY_EVERY
    while True:
        now = asyncio.get_running_loop().time()
        if now - last_tidied >= TIDY_EVERY:
            last_tidied = now
            await _thread.run(tidy)
        if not await _thread.run(do_waiting):
            await asyncio.sleep(LOOK_EVERY)


def do_waiting() -> bool:
    """Do some of the jobs whose time has come. True if there may be more."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():
        return False  # a look takes no lock: most looks find nothing
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=AT_A_TIME,
        worker_id=get_random_string(32),
    )
    worker.run()
    return True


def are_stuck() -> bool:
    """Whether a job waits that should have been done long ago."""
    due = timezone.now() - STUCK
    at_once = Q(run_after=get_date_max(), enqueued_at__lt=due)
    return DBTaskResult.objects.ready().filter(at_once | Q(run_after__lt=due)).exists()


def tidy() -> None:
    """Free the jobs of servers that are gone, and forget those that are done."""
    now = timezone.now()
    jobs = DBTaskResult.objects
    jobs.running().filter(started_at__lt=now - ABANDONED).update(
        status=TaskResultStatus.READY, started_at=None
    )
    jobs.finished().filter(finished_at__lt=now - KEPT).delete()
