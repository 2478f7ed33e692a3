from __future__ import annotations

import io
import logging
from types import SimpleNamespace

import pytest

from levelground.config.logs import Formatter


@pytest.fixture
def log():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Formatter("{levelname} {message}", style="{"))
    logger = logging.getLogger("a log of the tests")
    logger.propagate = False
    logger.handlers = [handler]
    return SimpleNamespace(logger=logger, said=written.getvalue)


def test_what_a_failure_quotes_stays_out(log: SimpleNamespace):
    words = ["what Ada said", "what Ben said"]
    try:
        try:
            raise KeyError(words[0])  # noqa: TRY301 - that is what is tried
        except KeyError as first:
            raise ValueError(words[1]) from first
    except ValueError:
        log.logger.exception("session 7 failed")

    assert not [word for word in words if word in log.said()]
    assert log.said().startswith("ERROR session 7 failed\n")
    assert log.said().rstrip().endswith("KeyError")
    assert "test_logs.py" in log.said()


def test_the_address_of_a_page_stays_out(log: SimpleNamespace):
    request = SimpleNamespace(resolver_match=SimpleNamespace(route="invitations/<str:token>/"))
    log.logger.error(
        "Internal Server Error: %s",
        "/invitations/s3cret/",
        extra={"request": request, "status_code": 500},
    )

    assert log.said() == "ERROR 500 at invitations/<str:token>/\n"


def test_an_address_that_leads_nowhere_stays_out_too(log: SimpleNamespace):
    log.logger.warning("Not Found: %s", "/s3cret/", extra={"request": object(), "status_code": 404})

    assert log.said() == "WARNING 404 at no page of ours\n"


def test_times_are_utc_and_say_so():
    record = logging.makeLogRecord({"created": 1767225599.25, "msecs": 250.0, "msg": "x"})

    assert Formatter("{asctime}", style="{").format(record) == "2025-12-31T23:59:59.250Z"
