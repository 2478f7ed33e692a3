from __future__ import annotations

import asyncio
import threading

import pytest

from levelground.runtime import background


@pytest.fixture(autouse=True)
def _nothing_else_goes_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(background, "_works", {})
    monkeypatch.setattr(background, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(background, "LONGEST_PAUSE", 0.02)


def test_work_that_fails_goes_on_and_its_words_stay_out_of_the_log(
    caplog: pytest.LogCaptureFixture,
):
    done = []

    async def work() -> None:
        done.append(1)
        if len(done) < 4:
            raise ValueError("what Ada wrote")
        await asyncio.sleep(60)

    async def for_a_while() -> None:
        background.add("the clock", work)
        async with background.going_on():
            await asyncio.sleep(0.3)

    asyncio.run(for_a_while())

    assert len(done) == 4
    assert caplog.text.count("the clock failed and goes on: ValueError in ") == 3
    assert "what Ada wrote" not in caplog.text


def test_one_that_fails_does_not_hold_up_another():
    done = []

    async def fails() -> None:
        raise ValueError

    async def works() -> None:
        await asyncio.sleep(0.05)
        done.append(1)

    async def for_a_while() -> None:
        background.add("fails", fails)
        background.add("works", works)
        async with background.going_on():
            await asyncio.sleep(0.2)

    asyncio.run(for_a_while())

    assert done == [1]


def test_it_ends_with_the_server():
    ended = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    async def for_a_while() -> None:
        background.add("the clock", work)
        async with background.going_on():
            await asyncio.sleep(0.05)

    asyncio.run(for_a_while())

    assert ended == [1]


def test_database_work_is_done_in_another_thread():
    async def ask() -> int:
        return await background.in_thread(threading.get_ident)

    assert asyncio.run(ask()) != threading.get_ident()


def test_one_of_several_that_fails_holds_up_no_other():
    done: list[int] = []

    def fails() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  it has no words
        background.do_each(fails, lambda: done.append(1), fails, lambda: done.append(2))

    assert done == [1, 2]
