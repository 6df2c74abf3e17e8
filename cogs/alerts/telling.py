"""Plain messages of this feature beside notices: what could not be read, and the answer to somebody who writes to the
bot itself.
"""

from datetime import datetime

from storage.marks import MarkStore
from storage.outbox import OutboxStore
from storage.records.outbox import Lane, Target, ToSay
from storage.servers import ServerStore
from storage.work import Work

GAP = "alerts.gap"
HELLO = "alerts.hello"


async def tell_gap(work: Work, guild_id: int, gap_id: int, now: datetime) -> None:
    """Moderators are told which channel could not be read, from when to when."""
    server = await ServerStore(work).get(guild_id)
    gap = await MarkStore(work).gap(guild_id, gap_id)
    if server is None or gap is None or server.alert_channel_id is None:
        return
    await OutboxStore(work).add(
        ToSay(
            key=f"gap:{gap_id}",
            kind=GAP,
            lane=Lane.ALERTS,
            target=Target.CHANNEL,
            target_id=server.alert_channel_id,
            guild_id=guild_id,
            arguments={"gap": str(gap_id)},
        ),
        now,
    )


async def say_hello(
    work: Work, channel_id: int, message_id: int, guild_id: int | None, servers: tuple[int, ...], now: datetime
) -> None:
    """Answer where they wrote. Nothing of what they wrote is kept."""
    await OutboxStore(work).add(
        ToSay(
            key=f"hello:{message_id}",
            kind=HELLO,
            lane=Lane.ANSWERS,
            target=Target.CHANNEL,
            target_id=channel_id,
            guild_id=guild_id,
            arguments={"servers": [str(one) for one in servers]},
        ),
        now,
    )
