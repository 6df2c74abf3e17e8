"""Before somebody is erased: what stands in channels of their answers is covered, and summaries are drawn without them.

Afterwards nobody knows any more which messages these were. What covers them names nobody, and so outlives the erasure.
"""

from datetime import datetime, timedelta

from cogs.checkins.say import calling_to_say, shared_to_say, summary_to_say
from storage.checkin_answers import AnswerStore
from storage.checkin_prompts import PromptStore
from storage.database import Database
from storage.outbox import OutboxStore
from storage.records.outbox import ToSay

NOBODYS = 0
# A summary is drawn from what is kept: when its turn comes, the answer has to be gone.
_WHEN_GONE = timedelta(minutes=1)


async def cover_what_is_posted(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    async with database.transaction() as work:
        outbox = OutboxStore(work)
        for answer in await AnswerStore(work).shown_of(guild_id, member_id):
            if answer.post_message_id is not None and answer.post_channel_id is not None:
                await outbox.add(_nameless(shared_to_say(answer, answer.post_channel_id)), now)
            asked = await outbox.by_key(calling_to_say(answer, 0).key)
            if asked is not None and asked.message_id is not None and asked.channel_id is not None:
                await outbox.add(_nameless(calling_to_say(answer, asked.channel_id, asked.message_id)), now)
            prompt = await PromptStore(work).get(guild_id, answer.prompt_id)
            if prompt is not None and prompt.channel_id is not None and prompt.summary_message_id is not None:
                await outbox.redraw(summary_to_say(prompt, prompt.channel_id), now, due_at=now + _WHEN_GONE)


def _nameless(to_say: ToSay) -> ToSay:
    """An edit that finds nothing under its number, and so covers the message."""
    return to_say._replace(key=f"{to_say.key}:nameless", about_member_id=None, arguments={"answer_id": NOBODYS})
