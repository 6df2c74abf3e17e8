"""What a server chose about alerts: the ladder's pace, the routing table, the stored webhook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.records.alert_settings import AlertSettings
from storage.tables.alert_settings import alert_routes, alert_settings
from storage.work import Work

_TABLE, _HOOK = "alert_settings", "hook"


class AlertSettingsStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def get(self, guild_id: int) -> AlertSettings:
        """What was chosen, or the defaults."""
        return await self.work.recalled(("alert settings", guild_id), (alert_settings,), lambda: self._read(guild_id))

    async def save(self, guild_id: int, chosen: AlertSettings, now: datetime) -> None:
        """Keep the choices; the stored webhook is kept by `keep_hook`."""
        values = {
            "repeat_every": chosen.repeat_every,
            "repeat_times": chosen.repeat_times,
            "hold_for": chosen.hold_for,
            "tell_member": chosen.tell_member,
            "webhooks": chosen.webhooks,
            "report": chosen.report,
            "changed_at": now,
        }
        if not await self.work.insert_if_new(alert_settings, {"guild_id": guild_id, **values}):
            await self.work.execute(
                update(alert_settings).where(alert_settings.c.guild_id == guild_id).values(**values)
            )

    async def keep_hook(self, guild_id: int, address: str | None, now: datetime) -> None:
        """Whoever holds the address can post: it is sealed like a person's words. None forgets it."""
        await self.save(guild_id, await self.get(guild_id), now)
        sealed = None if address is None else await self.work.seal(_TABLE, _HOOK, guild_id, guild_id, 0, address)
        await self.work.execute(update(alert_settings).where(alert_settings.c.guild_id == guild_id).values(hook=sealed))

    async def hook(self, guild_id: int) -> str | None:
        query = select(alert_settings.c.hook).where(alert_settings.c.guild_id == guild_id)
        sealed = (await self.work.execute(query)).scalar_one_or_none()
        return None if sealed is None else await self.work.unseal(_TABLE, _HOOK, guild_id, guild_id, 0, sealed)

    async def routes(self, guild_id: int) -> Mapping[tuple[str, int], str]:
        """Category and severity -> name of the policy, where the server chose another than ours."""

        async def read() -> Mapping[tuple[str, int], str]:
            query = select(alert_routes).where(alert_routes.c.guild_id == guild_id)
            return {(row.category, row.severity): row.policy for row in await self.work.execute(query)}

        return await self.work.recalled(("alert routes", guild_id), (alert_routes,), read)

    async def route(self, guild_id: int, category: str, severity: int, policy: str | None) -> None:
        """None: as we suggest."""
        mine = (
            alert_routes.c.guild_id == guild_id,
            alert_routes.c.category == category,
            alert_routes.c.severity == severity,
        )
        await self.work.execute(delete(alert_routes).where(*mine))
        if policy is not None:
            values = {"guild_id": guild_id, "category": category, "severity": severity, "policy": policy}
            await self.work.execute(insert(alert_routes).values(**values))

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        """Nothing: these are the server's choices, no person's."""
        return {}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Nothing to erase, see `export_member`."""

    async def erase_guild(self, guild_id: int) -> None:
        for table in (alert_settings, alert_routes):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _read(self, guild_id: int) -> AlertSettings:
        query = select(alert_settings).where(alert_settings.c.guild_id == guild_id)
        row = (await self.work.execute(query)).one_or_none()
        if row is None:
            return AlertSettings()
        return AlertSettings(
            repeat_every=row.repeat_every,
            repeat_times=row.repeat_times,
            hold_for=row.hold_for,
            tell_member=row.tell_member,
            webhooks=row.webhooks,
            report=row.report,
            has_hook=row.hook is not None,
        )
