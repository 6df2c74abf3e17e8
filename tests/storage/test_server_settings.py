"""What a server chose, whole, and nobody in it."""

from dataclasses import replace

import pytest

from cogs.setup.settings_file import Facts, settings_toml
from storage.database import Database
from storage.privacy import personal_columns
from storage.records.server_settings import Place
from storage.server_settings import PEOPLE_ONLY, SETTINGS, ServerSettingsStore
from storage.tables import whole_schema
from tests.house import AT
from tests.storage.fill import ANN, BEN, ELSEWHERE, HERE, Filler, Person

# Tables of a server that name nobody and are no settings, each with the reason.
STATE = {
    "case_counts": "what happened, not what was chosen",
    "low_counts": "what happened, not what was chosen",
    "shadow_counts": "what happened, not what was chosen",
    "case_notices": "what was sent",
    "marks": "how far each channel was read",
    "gaps": "what is still to be read",
    "ailments": "what the bot is short of now",
    "events": "on its way from one feature to another",
    "outbox": "on its way to Discord",
}
# Columns of settings that stay at home, each with the reason.
AT_HOME = {
    ("servers", "set_up_at"), ("servers", "live_at"), ("servers", "left_at"),  # moments, not choices
    ("watched_channels", "since"), ("alert_settings", "changed_at"), ("ladders", "changed_at"),
    ("alert_settings", "hook"),  # whoever holds the address can post
    ("own_helplines", "added_by_member_id"), ("own_helplines", "added_at"), ("own_helplines", "removed_at"),
    ("circles", "name_key"), ("circles", "created_at"), ("circles", "closed_at"),
    ("checkin_schedules", "member_id"), ("checkin_schedules", "draft_at"), ("checkin_schedules", "paused_from"),
    ("checkin_schedules", "paused_to"), ("checkin_schedules", "decided_to"), ("checkin_schedules", "next_date"),
    ("checkin_schedules", "next_at"), ("checkin_schedules", "off_at"), ("checkin_schedules", "created_at"),
}  # fmt: skip


def test_every_table_of_a_server_is_a_setting_or_has_a_reason_not_to_be() -> None:
    about_people = {table.name for table, _ in personal_columns(whole_schema())}
    of_servers = {table.name for table in whole_schema().sorted_tables if "guild_id" in table.columns} - about_people
    told = {kept.table.name for kept in SETTINGS} | {table.name for table in PEOPLE_ONLY}
    assert of_servers - told - set(STATE) == set()


@pytest.mark.parametrize("kept", SETTINGS, ids=lambda kept: kept.title)
def test_every_column_of_a_setting_is_in_the_file_or_has_a_reason_not_to_be(kept: object) -> None:
    assert kept in SETTINGS
    known = next(one for one in SETTINGS if one is kept)
    keys = {"guild_id"} | {column.name for column in known.table.primary_key.columns if column.name.endswith("_id")}
    links = {known.under[1]} if known.under else set()
    rest = {column.name for column in known.table.columns} - set(known.columns) - keys - links
    assert {(known.table.name, name) for name in rest} - AT_HOME == set()


async def test_nobody_is_in_the_file(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as work:
        await Filler(work).fill(Person(HERE, ANN), Person(HERE, BEN), Person(ELSEWHERE, ANN))
        settings = await ServerSettingsStore(work).read(HERE)
    assert settings is not None
    settings.one["server"] |= {"zone": "Europe/London", "responder_role": Place("role", 1)}
    file = settings_toml(replace(settings, shifts=()), Facts({("role", 1): "Responder"}, {1: 2}), AT)
    for person in (Person(HERE, ANN), Person(HERE, BEN), Person(ELSEWHERE, ANN)):
        assert str(person.member_id) not in file
    assert str(HERE) not in file
    assert settings.lists["route"]
