"""A truthful word to the person when nobody has answered, only where the server chose that, and never about abuse."""

from datetime import datetime, timedelta

from storage.alert_settings import AlertSettingsStore
from storage.alerts import AlertStore
from storage.outbox import OutboxStore
from storage.records.alerts import Case, CaseKind
from storage.records.outbox import Lane, Target, ToSay
from storage.work import Work

NOBODY_ANSWERED = "alerts.nobody_answered"
_WORTH_SAYING = timedelta(hours=12)


async def nobody_answered(work: Work, case: Case, now: datetime) -> None:
    """By the way that the person chose; who chose none reads it at their next press. Somebody else may be reading
    the phone of a person who is being hurt, so a case with abuse in it stays silent."""
    if case.kind is not CaseKind.ALERT or not (await AlertSettingsStore(work).get(case.guild_id)).tell_member:
        return
    if "abuse" in await AlertStore(work).categories_of(case.case_id):
        return
    to_say = ToSay(
        key=f"nobody:{case.case_id}:{case.run}",
        kind=NOBODY_ANSWERED,
        lane=Lane.ANSWERS,
        target=Target.MEMBER,
        target_id=case.member_id,
        guild_id=case.guild_id,
        about_member_id=case.member_id,
        expires_at=now + _WORTH_SAYING,
        arguments={"case": str(case.case_id)},
    )
    await OutboxStore(work).add(to_say, now)
