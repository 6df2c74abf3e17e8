"""Count a case when it closes: what stays when the case itself is deleted names nobody."""

from datetime import UTC, datetime

from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.counts import CountStore
from storage.records.alert_settings import CaseCount
from storage.records.alerts import Case, CaseKind
from storage.work import Work

_HUMAN = ("taken", "resolved")


async def count_closed(work: Work, case: Case, now: datetime) -> None:
    """`case` is the closed one. The wait ends with the first human who took it, or closed it."""
    if case.kind not in (CaseKind.ALERT, CaseKind.REPORT) or case.outcome is None:
        return
    trail = await CaseStore(work).trail(case.case_id)
    first = next((entry.at for entry in trail if entry.what in _HUMAN), now)
    alerts = await AlertStore(work).of_case(case.case_id, limit=50)
    gravest = max(alerts, key=lambda alert: alert.severity, default=None)
    opened = case.opened_at.astimezone(UTC)
    counted = CaseCount(
        day=opened.date(),
        hour=opened.hour,
        category=case.category,
        severity=case.severity,
        rule="" if gravest is None else gravest.rule,
        outcome=case.outcome.value,
        waited=max(int((first - case.opened_at).total_seconds()), 0),
    )
    await CountStore(work).add(case.guild_id, counted, now)
