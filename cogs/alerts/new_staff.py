"""Whoever comes to work on alerts while somebody's case is open is noted in that case; the person's export shows it.

Nothing is forbidden: a second responder may be needed in that very hour. But who gives themselves the role in order
to read must not be able to do so unseen.
"""

import discord

from cogs.alerts.standing import works_here
from cogs.shared.app import App
from cogs.shared.errors import listener
from storage.cases import CaseStore
from storage.servers import ServerStore

BECAME_STAFF = "became_staff"


class NewStaff:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        noted = listener(self.app.failures, "alerts on_member_update")(self.changed)
        self.app.add_listener(noted, "on_member_update")

    async def changed(self, before: discord.Member, after: discord.Member) -> None:
        if before.roles == after.roles or not self.app.database.is_open:
            return
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(after.guild.id)
        if server is None or works_here(before, server) or not works_here(after, server):
            return
        now = self.app.clock.now()
        async with self.app.database.transaction() as work:
            store = CaseStore(work)
            for case in await store.open_in(server.guild_id):
                await store.write_down(case, BECAME_STAFF, now, after.id)
