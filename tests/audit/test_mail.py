"""The last digest of a month goes to the operator, once, when the month is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from pytest_django import Settings

from levelground.audit.actions import link, record
from levelground.audit.management.commands.verify_log import _month_and_head
from levelground.audit.models import Chain
from levelground.config.audit_mail import mail_ended_months
from levelground.core.audit import EntryKind
from levelground.runtime import clock

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 30, 12, tzinfo=UTC)
DECEMBER = NOVEMBER + timedelta(days=1)


@pytest.fixture(autouse=True)
def november(settings: Settings) -> None:
    settings.OPERATOR_EMAIL = "operator@example.org"
    with clock.held(NOVEMBER):
        record(EntryKind.REFUSED)
        link()


def test_a_month_that_goes_on_is_not_mailed():
    with clock.held(NOVEMBER):
        assert mail_ended_months(clock.now()) == 0


def test_a_month_that_is_over_is_mailed_once_and_the_email_checks_it():
    with clock.held(DECEMBER):
        assert mail_ended_months(clock.now()) == 1
        assert mail_ended_months(clock.now()) == 0

    [letter] = mail.outbox
    assert letter.to == ["operator@example.org"]
    assert letter.subject == "Level Ground security log for November 2026: keep this email"
    [head] = {line.strip() for line in letter.body.splitlines() if line.strip().startswith("2026")}
    assert head == Chain.objects.get().head
    call_command("verify_log", head=[_month_and_head(head)])


def test_without_an_address_nothing_is_mailed_and_nothing_is_lost(settings: Settings):
    settings.OPERATOR_EMAIL = ""
    with clock.held(DECEMBER):
        assert mail_ended_months(clock.now()) == 0
        settings.OPERATOR_EMAIL = "operator@example.org"
        assert mail_ended_months(clock.now()) == 1
