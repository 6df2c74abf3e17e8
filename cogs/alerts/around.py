"""Who is around at this moment, in words that name nobody: for members who ask for a human."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cogs.alerts.waits import usual_wait
from cogs.shared.rota import Span, duties, on_call
from storage.counts import CountStore
from storage.oncall import OnCallStore
from storage.work import Work

_LOOKED_BACK = timedelta(days=90)
_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class WhoIsAround:
    """`keeps_rota`: people say here when they are on call. `next_from`: when somebody is on call next.
    `wait`: seconds, see `usual_wait`."""

    keeps_rota: bool
    on_call: bool
    next_from: datetime | None
    wait: int | None


async def who_is_around(work: Work, guild_id: int, now: datetime) -> WhoIsAround:
    rota = await OnCallStore(work).rota(guild_id, now)
    ahead = [duty.span.from_at for duty in duties(rota, Span(now, now + _AHEAD))]
    counts = await CountStore(work).since(guild_id, (now - _LOOKED_BACK).date())
    return WhoIsAround(
        keeps_rota=rota.is_kept,
        on_call=bool(on_call(rota, now)),
        next_from=min(ahead, default=None),
        wait=usual_wait(counts, now.hour),
    )
