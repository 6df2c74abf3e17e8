"""The one writer: an urgent block waits for one other at most, and nobody loses their turn."""

import asyncio

from storage.turns import Turns


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_an_urgent_block_overtakes_all_that_wait() -> None:
    turns, order, let_go = Turns(), list[str](), asyncio.Event()

    async def block(name: str, *, urgent: bool = False, wait: bool = False) -> None:
        async with turns.mine(urgent=urgent):
            order.append(name)
            if wait:
                await let_go.wait()

    begun = [asyncio.create_task(block("first", wait=True))]
    await _settle()
    begun += [asyncio.create_task(block(f"check-in {number}")) for number in range(20)]
    begun += [asyncio.create_task(block(f"alert {number}", urgent=True)) for number in range(2)]
    await _settle()
    let_go.set()
    await asyncio.gather(*begun)
    assert order[:3] == ["first", "alert 0", "alert 1"]
    assert order[3:] == [f"check-in {number}" for number in range(20)]


async def test_whoever_stops_waiting_leaves_the_turn_to_the_next() -> None:
    turns, order = Turns(), list[str]()

    async def block(name: str) -> None:
        async with turns.mine():
            order.append(name)

    async with turns.mine():
        tired, patient = asyncio.create_task(block("tired")), asyncio.create_task(block("patient"))
        await _settle()
        tired.cancel()
        await _settle()
    await asyncio.gather(tired, patient, return_exceptions=True)
    assert order == ["patient"]


async def test_a_turn_that_comes_in_the_moment_of_a_cancellation_is_passed_on() -> None:
    turns, order = Turns(), list[str]()

    async def block(name: str) -> None:
        async with turns.mine():
            order.append(name)

    async with turns.mine():
        tired, patient = asyncio.create_task(block("tired")), asyncio.create_task(block("patient"))
        await _settle()
    tired.cancel()  # its turn was called, and it has not run since
    await asyncio.gather(tired, patient, return_exceptions=True)
    assert order == ["patient"]
    async with asyncio.timeout(1), turns.mine():
        pass
