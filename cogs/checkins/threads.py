"""A thread under the question, for circles that want one. It has the number of its message, so making it twice is
noticed by Discord."""

from datetime import datetime

import discord

from cogs.checkins import text
from cogs.checkins.say import POSTED
from cogs.shared.app import App
from cogs.shared.quoting import bare_name
from cogs.shared.words import words_for
from storage.checkin_prompts import PromptStore
from storage.checkin_schedules import ScheduleStore
from storage.circles import CircleStore
from storage.records.events import Event
from storage.servers import ServerStore

_THERE_ALREADY = 160004
_A_DAY = 1440


class Threads:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.events.on(POSTED, self.posted)

    async def posted(self, event: Event, now: datetime) -> None:
        """Without the right to make threads, what is shared stays in the channel: nothing is lost by that."""
        prompt_id = event.arguments["prompt_id"]
        assert isinstance(prompt_id, int)
        async with self.app.database.reading() as work:
            prompt = await PromptStore(work).get(event.guild_id, prompt_id)
            schedule = None if prompt is None else await ScheduleStore(work).get(event.guild_id, prompt.schedule_id)
            if prompt is None or schedule is None or not schedule.threaded or prompt.thread_id is not None:
                return
            circle = await CircleStore(work).get(event.guild_id, prompt.circle_id or 0)
            server = await ServerStore(work).get(event.guild_id)
        if circle is None or prompt.channel_id is None or prompt.message_id is None:
            return
        w = words_for(None if server is None else server.locale)
        channel = self.app.get_partial_messageable(prompt.channel_id, guild_id=event.guild_id)
        name = bare_name(text.thread_name(w, circle, prompt), 100)
        try:
            await channel.get_partial_message(prompt.message_id).create_thread(name=name, auto_archive_duration=_A_DAY)
        except discord.Forbidden:
            return
        except discord.HTTPException as error:
            if error.code != _THERE_ALREADY:
                raise
        async with self.app.database.transaction() as work:
            await PromptStore(work).has_thread(event.guild_id, prompt_id, prompt.message_id)
