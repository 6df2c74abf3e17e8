"""What a server chose, whole, and nobody in it."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, insert

from cogs.setup.settings_file import Facts, settings_toml
from storage.database import Database
from storage.records.server_settings import Place
from storage.server_settings import PEOPLE_ONLY, SETTINGS, ServerSettingsStore
from storage.tables import whole_schema
from storage.tables.helplines import helpline_reports
from storage.tables.own_rules import own_rules
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
# Tables of members: what they wrote, chose for themselves, or what was done with them. None of it is a server's choice.
OF_MEMBERS = {
    "alerts", "awake_hours", "care_cards", "care_cautions", "care_entries", "care_looks", "care_plans", "case_letters",
    "case_trail", "cases", "checkin_answers", "checkin_choices", "checkin_drafts", "checkin_hosts", "checkin_prompts",
    "checkin_wishes", "circle_members", "congratulations", "consents", "duty_changes", "duty_swaps", "effort_wishes",
    "efforts", "erasures", "follow_ups", "helpline_choices", "journey_changes", "journey_runs",
    "journey_shares", "journey_slips", "journeys", "members", "milestone_roles_held", "milestones", "remembered",
    "road_lines", "shares", "thanks", "thanks_not_from", "thanks_wishes",
}  # fmt: skip
# Columns of settings that stay at home, each with the reason.
AT_HOME = {
    ("servers", "set_up_at"), ("servers", "live_at"), ("servers", "left_at"),  # moments, not choices
    ("watched_channels", "since"), ("alert_settings", "changed_at"), ("ladders", "changed_at"),
    ("alert_settings", "hook"),  # whoever holds the address can post
    ("own_helplines", "added_by_member_id"), ("own_helplines", "added_at"), ("own_helplines", "removed_at"),
    ("own_rules", "made_by_member_id"), ("own_rules", "made_at"), ("own_rules", "replaces_id"),
    ("helpline_reports", "what"), ("helpline_reports", "by_member_id"), ("helpline_reports", "state"),
    ("helpline_reports", "decided_by_member_id"), ("helpline_reports", "reported_at"),
    ("helpline_reports", "decided_at"),  # which lines are hidden is told, not by whom or why
    ("circles", "name_key"), ("circles", "created_at"), ("circles", "closed_at"),
    ("checkin_schedules", "member_id"), ("checkin_schedules", "draft_at"), ("checkin_schedules", "paused_from"),
    ("checkin_schedules", "paused_to"), ("checkin_schedules", "decided_to"), ("checkin_schedules", "next_date"),
    ("checkin_schedules", "next_at"), ("checkin_schedules", "off_at"), ("checkin_schedules", "created_at"),
}  # fmt: skip


def test_every_table_of_a_server_is_a_setting_or_has_a_reason_not_to_be() -> None:
    of_servers = {table.name for table in whole_schema().sorted_tables if "guild_id" in table.columns}
    told = {kept.table.name for kept in SETTINGS} | {table.name for table in PEOPLE_ONLY}
    assert of_servers - told - set(STATE) - OF_MEMBERS == set()
    assert (told | set(STATE)) & OF_MEMBERS == set()
    assert set(STATE) | OF_MEMBERS | told <= of_servers


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


async def test_own_rules_and_hidden_helplines_are_told_once_and_without_who_made_or_reported_them(
    sqlite_database: Database,
) -> None:
    async with sqlite_database.transaction() as work:
        await Filler(work).fill(Person(HERE, ANN))
        rule = {
            "guild_id": HERE, "kind": "rule", "words": "tide", "category": "drugs", "severity": 2,
            "made_by_member_id": ANN, "made_at": AT,
        }  # fmt: skip
        await work.execute(delete(own_rules))
        await work.execute(delete(helpline_reports))
        for number, state in enumerate(("draft", "shadow", "live"), 1):
            await work.execute(insert(own_rules).values(rule | {"rule_id": number, "name": state, "state": state}))
        report = {"guild_id": HERE, "what": "nobody", "by_member_id": ANN, "reported_at": AT}
        for number, (line, state) in enumerate((("x", "hidden"), ("x", "hidden"), ("y", "kept"), ("z", "open")), 1):
            values = report | {"report_id": number, "line_id": line, "state": state}
            await work.execute(insert(helpline_reports).values(values))
        settings = await ServerSettingsStore(work).read(HERE)
    assert settings is not None
    assert [rule["name"] for rule in settings.lists["own_rule"]] == ["shadow", "live"]
    assert settings.lists["own_rule"][1] == {
        "kind": "rule", "name": "live", "words": "tide", "category": "drugs", "severity": 2, "state": "live",
    }  # fmt: skip
    assert settings.lists["hidden_line"] == [{"line": "x"}]
