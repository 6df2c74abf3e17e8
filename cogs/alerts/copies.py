"""Messages of webhooks: a proxy bot's copy belongs to the case of the member who wrote the original; others are looked
at only where the server chose that.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cogs.alerts import paging
from cogs.alerts.matching.findings import Hit
from cogs.alerts.seen import Seen
from cogs.shared.timings import Timings
from storage.alert_settings import AlertSettingsStore
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.ids import new_id
from storage.records.alerts import Alert, Source
from storage.work import Work

SOON_AFTER = timedelta(seconds=60)


async def attach(work: Work, seen: Seen, hits: Sequence[Hit], now: datetime, timings: Timings) -> bool:
    """Add the copy to the case of its original, without another page; False when there is no such original.

    The original is the newest message of a member there, up to a minute older, that matched the same rules: which
    words those were is not compared, because they are sealed.
    """
    rules = {hit.rule for hit in hits if hit.suppressed_by is None}
    lately = await AlertStore(work).lately_in(seen.guild_id, seen.channel_id, seen.said_at - SOON_AFTER)
    original = next((alert for alert in lately if _rules_of(alert) & rules), None)
    case = None if original is None else await CaseStore(work).get(seen.guild_id, original.case_id, lock=True)
    if original is None or case is None:
        return False
    copy = replace(
        original,
        alert_id=new_id(now),
        message_id=seen.message_id,
        source=Source.COPY,
        said_at=seen.said_at,
        seen_at=now,
        has_words=False,
        edited_at=None,
        deleted_at=None,
    )
    if await AlertStore(work).add(copy, None):
        await paging.redraw(work, case, now, timings)
    return True


async def webhooks_are_read(work: Work, guild_id: int) -> bool:
    return (await AlertSettingsStore(work).get(guild_id)).webhooks


def _rules_of(alert: Alert) -> set[str]:
    return {str(hit["rule"]) for hit in alert.hits if "rule" in hit} | {alert.rule}
