"""Everything that a server chose, read for a file; a test holds this list against the schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select

from storage.records.server_settings import Entry, Place, ServerSettings
from storage.tables.alert_settings import alert_routes, alert_settings
from storage.tables.checkins import checkin_schedules, circle_questions
from storage.tables.circles import circles
from storage.tables.helplines import helpline_reports, own_helplines
from storage.tables.milestones import ladders, milestone_roles
from storage.tables.oncall import shifts
from storage.tables.own_rules import own_rules
from storage.tables.servers import server_organisers, servers, watched_channels
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Kept:
    """One table of settings. `columns`: a column, and the word for it in the file; `over`: the column that is empty
    while a row counts; `only`: a column and what stands in it while a row counts; `under`: the table whose rows these
    belong to, and by which column.
    """

    title: str
    table: Table
    columns: Mapping[str, str]
    single: bool = False
    over: str | None = None
    only: tuple[str, tuple[str, ...]] | None = None
    under: tuple[str, str] | None = None


def _same(*names: str) -> dict[str, str]:
    return {name: name.removesuffix("_id") for name in names}


SETTINGS: tuple[Kept, ...] = (
    Kept(
        "server", servers,
        _same("zone", "locale", "alert_channel_id", "second_channel_id", "responder_role_id", "moderator_role_id")
        | {"watch_new_from": "watch_new_channels"},
        single=True,
    ),
    Kept("watched", watched_channels, _same("channel_id", "mode")),
    Kept(
        "alerts", alert_settings,
        _same("repeat_every", "repeat_times", "hold_for", "tell_member", "webhooks", "report"),
        single=True,
    ),
    Kept("route", alert_routes, _same("category", "severity", "policy")),
    Kept(
        "own_rule", own_rules,
        _same("kind", "name", "words", "category", "severity", "target", "channel_id", "until", "state"),
        only=("state", ("shadow", "live")),
    ),
    Kept("helpline", own_helplines, {"cells": "cells"}, over="removed_at"),
    Kept("hidden_line", helpline_reports, _same("line_id"), only=("state", ("hidden",))),
    Kept("ladder", ladders, _same("ladder", "title", "steps")),
    Kept("milestone_role", milestone_roles, _same("ladder", "step", "role_id")),
    Kept(
        "circle", circles,
        _same("name", "channel_id", "zone", "pathway", "guidelines", "member_limit", "keeper_role_id", "reply_hours"),
        over="closed_at",
    ),
    Kept("question", circle_questions, _same("text", "kind"), under=("circle", "circle_id")),
    Kept(
        "check_in", checkin_schedules,
        _same("at", "zone", "repeats", "window_minutes", "kinds", "stage", "title", "hosted", "threaded",
              "reminder_minutes"),
        over="off_at", under=("circle", "circle_id"),
    ),
)  # fmt: skip
PEOPLE_ONLY = (server_organisers, shifts)  # settings that are about people: told as numbers and hours


class ServerSettingsStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def read(self, guild_id: int) -> ServerSettings | None:
        """None when the server has not been set up."""
        one: dict[str, Entry] = {}
        lists: dict[str, list[Entry]] = {}
        owners: dict[str, dict[int, Entry]] = {}
        for kept in SETTINGS:
            rows = await self._rows(kept, guild_id)
            entries = [_entry(kept, row) for row in rows]
            if kept.single:
                one |= {kept.title: entries[0]} if entries else {}
            elif kept.under is None:
                lists[kept.title] = [entry for at, entry in enumerate(entries) if entry not in entries[:at]]
                key = next(iter(kept.table.primary_key.columns)).name
                owners[kept.title] = {row[key]: entry for row, entry in zip(rows, entries, strict=True)}
            else:
                owner, column = kept.under
                for row, entry in zip(rows, entries, strict=True):
                    if row[column] in owners[owner]:
                        owners[owner][row[column]].setdefault(kept.title, []).append(entry)
        if "server" not in one:
            return None
        return ServerSettings(one, lists, await self._organisers(guild_id), await self._shifts(guild_id))

    async def _rows(self, kept: Kept, guild_id: int) -> list[Mapping[str, Any]]:
        query = select(kept.table).where(kept.table.c.guild_id == guild_id)
        if kept.over is not None:
            query = query.where(kept.table.c[kept.over].is_(None))
        if kept.only is not None:
            column, values = kept.only
            query = query.where(kept.table.c[column].in_(values))
        query = query.order_by(*kept.table.primary_key.columns)
        return [dict(row) for row in (await self.work.execute(query)).mappings()]

    async def _organisers(self, guild_id: int) -> int:
        query = select(func.count()).select_from(server_organisers).where(server_organisers.c.guild_id == guild_id)
        return (await self.work.execute(query)).scalar_one()

    async def _shifts(self, guild_id: int) -> tuple[tuple[str, int, int, str], ...]:
        columns = (shifts.c.weekday, shifts.c.starts, shifts.c.ends, shifts.c.zone)
        query = select(*columns).where(shifts.c.guild_id == guild_id).order_by(*columns)
        return tuple((row.weekday, row.starts, row.ends, row.zone) for row in await self.work.execute(query))


def _entry(kept: Kept, row: Mapping[str, Any]) -> Entry:
    """What was not chosen is left out."""
    values = {word: _value(column, row[column]) for column, word in kept.columns.items()}
    return {word: value for word, value in values.items() if value is not None}


def _value(column: str, value: Any) -> Any:
    if column == "watch_new_from":
        return value is not None
    if value is None:
        return None
    if column.endswith("channel_id"):
        return Place("channel", value)
    if column.endswith("role_id"):
        return Place("role", value)
    return value
