"""`python bot.py check` on a local Discord, beside a database that was set up: every lack is named with its fix."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path

import pytest
from discord.http import Route

import cli
from rehearsal import start_worlds
from rehearsal.server import Rehearsal, Thread
from rehearsal.world import World, bits
from storage.records.servers import ChannelMode
from storage.servers import ServerChoices, ServerStore
from tests.storage.house import House

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.wire


class Installation:
    """A configured bot that is running elsewhere: its database is open, and stays so."""

    def __init__(self, folder: Path) -> None:
        self.rehearsal = Rehearsal()
        self.place = start_worlds.fresh(self.rehearsal.world)
        self.thread = Thread(self.rehearsal)
        self.house = House(folder)
        addresses = self.thread.addresses
        self.config = folder / "config.toml"
        self.config.write_text(
            f'[discord]\napi_base = "{addresses.api}"\ngateway_url = "{addresses.gateway}"\n\n'
            f'[storage]\naddress = "{self.house.address}"\nkeys = "{self.house.keys}"\n'
            f'master_key_file = "{self.house.master}"\nballast_mb = 0\n',
            encoding="utf-8",
        )

    @property
    def world(self) -> World:
        return self.rehearsal.world

    async def set_up(self, now: datetime) -> None:
        choices = ServerChoices(
            zone="Europe/London",
            alert_channel_id=self.place.channels["alerts"],
            responder_role_id=self.place.roles["Responder"],
            moderator_role_id=self.place.roles["Responder"],
            organiser_ids=[self.place.people["marlow"]],
            watched=[(self.place.channels["general"], ChannelMode.NORMAL)],
        )
        async with (await self.house.database()).transaction() as work:
            await ServerStore(work).save(self.place.guild_id, choices, now)

    def check(self) -> tuple[int, str]:
        """The exit code, and what the terminal shows."""
        said = io.StringIO()
        with redirect_stdout(said):
            code = cli.main(["--config", str(self.config), "check"], run=_never, root=ROOT)
        return code, said.getvalue()


async def _never(config: object) -> int:
    raise AssertionError("a check starts nothing")


@pytest.fixture
async def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    monkeypatch.setenv("CIRCLEKEEPER_TOKEN", "local.rehearsal")
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    made = Installation(tmp_path)
    yield made
    await made.house.close()
    made.thread.stop()
    assert made.rehearsal.rest.violations == []


async def test_a_server_with_all_rights_is_well_and_what_would_be_better_is_a_note(
    installation: Installation, now: datetime
) -> None:
    await installation.set_up(now)
    code, said = await asyncio.to_thread(installation.check)
    assert code == 0, said
    assert "New Ground: I do not see messages that AutoMod stops" in said
    assert "All is well: the bot would run." in said


async def test_each_missing_permission_is_named_with_its_place_and_its_fix(
    installation: Installation, now: datetime
) -> None:
    await installation.set_up(now)
    levers, guild_id = installation.rehearsal.levers, installation.place.guild_id
    installation.thread.call(
        lambda: levers.revoke("attach_files", guild_id=guild_id, channel_id=installation.place.channels["alerts"])
    )
    installation.thread.call(lambda: levers.revoke("create_private_threads", guild_id=guild_id))
    code, said = await asyncio.to_thread(installation.check)
    assert code == 1
    assert "New Ground: I need “Attach Files” in #alerts. Please open the settings of that channel" in said
    assert "New Ground: the bot's role lacks “Create Private Threads”. Open Server Settings, then Roles" in said


async def test_a_watched_channel_that_is_hidden_and_a_role_that_cannot_be_pinged_are_named(
    installation: Installation, now: datetime
) -> None:
    await installation.set_up(now)
    world, place = installation.world, installation.place
    bot_role = world.bot_role(place.guild_id).id
    general = place.channels["general"]
    installation.thread.call(lambda: world.change_overwrite(general, bot_role, deny=bits("view_channel")))
    installation.thread.call(
        lambda: world.state.edit_role(place.guild_id, place.roles["Responder"], {"mentionable": False})
    )
    installation.thread.call(lambda: installation.rehearsal.levers.revoke("mention_everyone", guild_id=place.guild_id))
    code, said = await asyncio.to_thread(installation.check)
    assert code == 1
    assert "New Ground: I need “View Channel” in #general." in said
    assert "New Ground: I cannot ping @Responder." in said


async def test_a_server_where_nothing_is_set_up_is_told_the_next_step_without_any_database(
    installation: Installation,
) -> None:
    code, said = await asyncio.to_thread(installation.check)
    assert code == 0
    assert "New Ground: nothing is set up yet. Somebody with “Manage Server” types /setup server." in said
    assert not installation.house.file.exists()
