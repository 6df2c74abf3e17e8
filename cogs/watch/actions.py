"""Tell a server's people that something is wrong or over, and keep what they were told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cogs.watch.rules import Change, Reason
from storage.marks import MarkStore
from storage.outbox import OutboxStore
from storage.records.outbox import Lane, Target, ToSay
from storage.records.servers import Server
from storage.work import Work

UNWELL = "watch.unwell"


async def known(work: Work) -> Mapping[int, frozenset[Reason]]:
    """What each server's people were told is wrong and has not been taken back."""
    found: dict[int, set[Reason]] = {}
    for ailment in await MarkStore(work).ailments():
        found.setdefault(ailment.guild_id, set()).add(Reason(ailment.reason))
    return {guild_id: frozenset(reasons) for guild_id, reasons in found.items()}


async def tell(
    work: Work, server: Server, changed: Change, still: frozenset[Reason], channels: Sequence[int], now: datetime
) -> None:
    """One message to the alert channel; to the second one or to the organisers where that is what is wrong."""
    store = MarkStore(work)
    since = [a.since for a in await store.ailments() if a.guild_id == server.guild_id]
    for reason in changed.fell_ill:
        await store.fell_ill(server.guild_id, reason.value, now)
    for reason in changed.got_well:
        await store.got_well(server.guild_id, reason.value)
    if not changed.fell_ill and still:
        return
    arguments = {
        "ill": [reason.value for reason in changed.fell_ill],
        "since": int(min(since, default=now).timestamp()),
        "channels": [str(channel_id) for channel_id in channels],
    }
    shut = Reason.ALERT_CHANNEL in still or Reason.ALERT_CHANNEL in changed.fell_ill
    what = "unwell" if changed.fell_ill else "well"
    for target, target_id in _targets(server, shut=shut):
        await OutboxStore(work).add(
            ToSay(
                key=f"{what}:{server.guild_id}:{target_id}:{int(now.timestamp() * 1000)}",
                kind=UNWELL,
                lane=Lane.ALERTS,
                target=target,
                target_id=target_id,
                guild_id=server.guild_id,
                arguments=arguments,
            ),
            now,
        )


def _targets(server: Server, *, shut: bool) -> list[tuple[Target, int]]:
    if not shut and server.alert_channel_id is not None:
        return [(Target.CHANNEL, server.alert_channel_id)]
    if server.second_channel_id is not None:
        return [(Target.CHANNEL, server.second_channel_id)]
    return [(Target.MEMBER, member_id) for member_id in server.organiser_ids]
