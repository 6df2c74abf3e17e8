"""Requests leave most urgent first, never faster than Discord allows, and none that has started is cancelled."""

import asyncio
from datetime import timedelta

import discord
import pytest

from cogs.shared.clock import FixedClock
from cogs.shared.pacer import GlobalLimit, Pacer, in_lane
from storage.records.outbox import Lane
from tests.house import AT


async def test_no_more_than_the_limit_leave_in_one_second() -> None:
    clock = FixedClock(AT)
    pacer = Pacer(clock, per_second=3)
    turns = [asyncio.ensure_future(pacer.turn()) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [t.done() for t in turns] == [True, True, True, False, False]
    clock.advance(timedelta(seconds=1.01))
    pacer._release()
    await asyncio.gather(*turns)


async def test_a_crowd_leaves_evenly_and_an_answer_does_not_wait_for_its_pace() -> None:
    clock = FixedClock(AT)
    pacer = Pacer(clock, per_second=45)

    async def request() -> None:
        pass

    with in_lane(Lane.PROMPTS):
        crowd = [asyncio.ensure_future(pacer.pace(request)()) for _ in range(200)]
    await _turns()
    left = [0]
    for step in range(200):
        if step == 50:
            answer = asyncio.ensure_future(pacer.turn())
            await _turns()
            assert answer.done()
        clock.advance(timedelta(milliseconds=10))
        pacer._release()
        await _turns()
        left.append(sum(turn.done() for turn in crowd))
    assert max(later - now for now, later in zip(left, left[20:], strict=False)) <= 15, "in a fifth of a second"
    assert left[-1] >= 85, "of ninety in two seconds"
    for turn in crowd:
        turn.cancel()
    pacer._release()


@pytest.mark.parametrize("way", [20, 160])
async def test_also_after_a_moment_in_which_nothing_arrived_discord_sees_no_more_than_it_allows(way: int) -> None:
    """Each is answered after `way` ms, half of which is the way there; for a third of a second all are held up."""
    clock = FixedClock(AT)
    pacer = Pacer(clock, per_second=45)
    under_way: list[tuple[int, asyncio.Event]] = []
    step, answered, arrived = 0, 0, list[int]()

    async def request() -> None:
        done = asyncio.Event()
        under_way.append((step, done))
        await done.wait()

    with in_lane(Lane.PROMPTS):
        crowd = [asyncio.ensure_future(pacer.pace(request)()) for _ in range(300)]
    for step in range(400):
        await _turns()
        held_up = 150 <= step < 185
        for since, _ in under_way[len(arrived) :]:
            if not held_up and step - since >= way // 20:
                arrived.append(step)
        for at in arrived[answered:]:
            if step - at >= way // 20:
                under_way[answered][1].set()
                answered += 1
        await _turns()
        clock.advance(timedelta(milliseconds=10))
        pacer._release()
    assert max(sum(begins <= at < begins + 100 for at in arrived) for begins in range(400)) <= 50
    assert len(arrived) >= 45 * 3.5, "in four seconds, in a third of one of which nothing arrived"
    for turn in crowd:
        turn.cancel()


async def _turns() -> None:
    for _ in range(6):
        await asyncio.sleep(0)


async def test_what_is_never_answered_does_not_keep_others_for_long() -> None:
    clock = FixedClock(AT)
    pacer = Pacer(clock, per_second=45)
    never = asyncio.Event()

    async def request() -> None:
        await never.wait()

    stuck = [asyncio.ensure_future(pacer.pace(request)()) for _ in range(45)]
    await _turns()
    clock.advance(timedelta(seconds=2.01))
    pacer._release()
    more = [asyncio.ensure_future(pacer.turn()) for _ in range(45)]
    await _turns()
    assert all(turn.done() for turn in more)
    never.set()
    await asyncio.gather(*stuck)


async def test_an_alert_that_comes_last_leaves_first() -> None:
    clock = FixedClock(AT)
    pacer = Pacer(clock, per_second=1)
    await pacer.turn()
    order: list[str] = []

    async def ask(lane: Lane, name: str) -> None:
        with in_lane(lane):
            await pacer.turn()
        order.append(name)

    waiting = [asyncio.ensure_future(ask(Lane.PROMPTS, f"prompt {n}")) for n in range(3)]
    await asyncio.sleep(0)
    waiting.append(asyncio.ensure_future(ask(Lane.ALERTS, "alert")))
    await asyncio.sleep(0)
    for _ in waiting:
        clock.advance(timedelta(seconds=1.01))
        pacer._release()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order[0] == "alert"


async def test_an_alert_leaves_at_once_in_a_second_that_others_have_used_up() -> None:
    """It would wait for nearly a second otherwise, and a second is all that is promised for the whole of its way."""
    pacer = Pacer(FixedClock(AT), per_second=45)
    others = [asyncio.ensure_future(pacer.turn()) for _ in range(60)]
    await asyncio.sleep(0)
    with in_lane(Lane.ALERTS):
        alerts = [asyncio.ensure_future(pacer.turn()) for _ in range(9)]
        await asyncio.sleep(0)
    assert sum(turn.done() for turn in others) == 45
    assert [turn.done() for turn in alerts] == [True] * 3 + [False] * 6
    for turn in (*others, *alerts):
        turn.cancel()


async def test_an_alert_too_leaves_only_as_often_as_discord_allows() -> None:
    pacer = Pacer(FixedClock(AT), per_second=50)
    with in_lane(Lane.ALERTS):
        alerts = [asyncio.ensure_future(pacer.turn()) for _ in range(60)]
        await asyncio.sleep(0)
    assert sum(turn.done() for turn in alerts) == 50
    for turn in alerts:
        turn.cancel()


async def test_a_caller_who_stops_waiting_does_not_cancel_the_request() -> None:
    pacer = Pacer(FixedClock(AT), per_second=10)
    started, go_on, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def request() -> str:
        started.set()
        await go_on.wait()
        finished.set()
        return "sent"

    caller = asyncio.ensure_future(pacer.pace(request)())
    await started.wait()
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    go_on.set()
    await finished.wait()


async def test_nothing_leaves_while_it_rests() -> None:
    clock = FixedClock(AT)
    pacer = Pacer(clock, per_second=10)
    pacer.rest(60)
    turn = asyncio.ensure_future(pacer.turn())
    await asyncio.sleep(0)
    assert pacer.resting() == 60
    assert not turn.done()
    clock.advance(timedelta(seconds=61))
    pacer._release()
    await turn


async def test_after_a_limit_for_the_whole_bot_alerts_go_first_whoever_came_first() -> None:
    gate, order = GlobalLimit(), list[Lane]()

    async def request(lane: Lane) -> None:
        with in_lane(lane):
            await gate.wait()
            order.append(lane)

    gate.clear()
    lanes = (Lane.PROMPTS, Lane.PROMPTS, Lane.ANSWERS, Lane.ALERTS, Lane.PROMPTS)
    waiting = [asyncio.create_task(request(lane)) for lane in lanes]
    await asyncio.sleep(0)
    waiting[1].cancel()
    await asyncio.sleep(0)
    assert order == []
    gate.set()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert order == [Lane.ALERTS, Lane.ANSWERS, Lane.PROMPTS, Lane.PROMPTS]
    assert await gate.wait()


def test_the_library_asks_its_limit_as_ours_expects() -> None:
    names = discord.http.HTTPClient.request.__code__.co_names
    assert {"_global_over", "is_set", "wait", "clear", "set"} <= set(names)
