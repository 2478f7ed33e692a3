"""Every session of the demo world, under later libraries: what was seen is seen, no page breaks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from levelground.core.session import replay
from levelground.demo import world
from levelground.groups.models import Group
from levelground.groups.queries.groups import current_members
from levelground.runtime import clock as time
from levelground.sessions import store
from levelground.sessions.models import Session
from levelground.sessions.pages.stage import show
from levelground.sessions.queries.sessions import facts_in, stand
from levelground.sessions.tasks import clock
from tests.make import signed_in
from tests.shelves import altered, shelved, with_next_versions, without

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
AT = datetime(2026, 11, 16, 7, tzinfo=UTC)


def test_every_session_of_the_demo_world_under_later_libraries():
    """One test, because the world takes most of a minute to build."""
    world.build(AT)
    with time.held(AT):
        sessions = list(Session.objects.select_related("group").order_by("pk"))
        assert len(sessions) > 100
        readers = _readers()
        told, facts = [_told(session) for session in sessions], facts_in(sessions)
        used = {part.process for session in sessions for part in store.load(session)[0].plan}

        with shelved(with_next_versions()):
            assert [_told(session) for session in sessions] == told
            assert facts_in(sessions) == facts
            _look_at_everything(readers, sessions)
        for gone in sorted(used):
            with shelved(without(gone)):
                missing = {store.load(session)[0].missing for session in sessions}
                assert (gone,) in missing
                _look_at_everything(readers, sessions[:: len(used)])
        with shelved(altered()):
            assert [_told(session) for session in sessions] != told  # control
            _look_at_everything(readers, sessions[:: len(used)])


def _told(session: Session) -> Any:
    """What the story leads to; the names of steps with it."""
    member = current_members(group=session.group).first()
    state, _version = store.load(session)
    story = show(stand(session, member.person), at=AT) if member else None
    return (
        (state, replay(store.story(session), book=state.book), story) if state.opened_at else None
    )


def _readers() -> dict[int, Client]:
    return {
        group.pk: signed_in(member.person)
        for group in Group.objects.all()
        if (member := current_members(group=group).first())
    }


def _look_at_everything(readers: dict[int, Client], sessions: list[Session]) -> None:
    seen = 0
    for session in sessions:
        reader = readers.get(session.group_id)
        if reader is None:
            continue
        group = f"/groups/{session.group_id}/"
        for page in ("/", group, f"{group}picture/", f"/sessions/{session.pk}/"):
            assert reader.get(page).status_code == 200, page
            seen += 1
    assert seen > 20
    clock.pass_time()
    clock.go_round()
