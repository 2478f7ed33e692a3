"""Starts the server: `levelground serve`, or `python -m levelground.config.serve`."""

from __future__ import annotations

import os

import uvicorn
from django.conf import settings

from levelground.config.connections import allow_many_files
from levelground.config.env import env_bool, env_text
from levelground.config.installation import set_up_if_new


def main() -> None:
    os.umask(0o077)  # what is made here is for its owner alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")
    allow_many_files()
    set_up_if_new()
    uvicorn.run(
        "levelground.config.asgi:application",
        host=env_text("HOST", "127.0.0.1"),
        port=settings.PORT,
        workers=settings.PROCESSES,
        reload=env_bool("RELOAD", default=False),
        reload_dirs=["src"] if env_bool("RELOAD", default=False) else None,
        loop="uvloop",
        http="levelground.config.connections:Protocol",
        lifespan="on",
        access_log=False,  # addresses are invitations, and who read what is nobody's business
        log_config=None,  # ours
        log_level="warning",
        server_header=False,
        timeout_worker_healthcheck=60,  # a busy machine is no reason to start a process anew
        timeout_graceful_shutdown=2,  # open pages come back by themselves
        timeout_keep_alive=75,
        ws_max_size=2048,  # the handler refuses over 1024 in its own words
        ws_per_message_deflate=False,  # 20 bytes do not get smaller, the memory would grow
    )


if __name__ == "__main__":
    main()
