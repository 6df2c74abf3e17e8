"""Doors for the clock: ask what is due, sum up what has ended."""

from datetime import datetime

from cogs.checkins import asking, caring
from cogs.shared.app import App
from cogs.shared.schedule import Sweep

PROMPTS, SUMMARIES, CALLS = "checkins.prompts", "checkins.summaries", "checkins.calls"


def register_jobs(app: App) -> None:
    async def next_question() -> datetime | None:
        return await asking.next_question(app.database)

    async def ask(now: datetime) -> int:
        queued = await asking.queue_due(app.database, now)
        if queued.asked:
            app.delivery.wake()
            app.schedule.wake(SUMMARIES)
        return queued.schedules

    async def next_ending() -> datetime | None:
        return await asking.next_ending(app.database)

    async def sum_up(now: datetime) -> int:
        ended = await asking.sum_up_ended(app.database, now)
        if ended:
            app.delivery.wake()
        return ended

    async def next_call() -> datetime | None:
        return await caring.next_offer(app.database)

    async def offer(now: datetime) -> int:
        offered = await caring.offer_waiting(app.database, now)
        if offered:
            app.delivery.wake()
        return offered

    app.schedule.add(Sweep(PROMPTS, next_question, ask))
    app.schedule.add(Sweep(SUMMARIES, next_ending, sum_up))
    app.schedule.add(Sweep(CALLS, next_call, offer))
