"""Alerts, the cases they belong to, the notices sent about them, and a trail of who did what.

Words are sealed and short-lived; everything else is ids, rules, times and outcomes.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.metadata import metadata
from storage.types import Flag, Json, Moment, RowId, Snowflake

_NOT_OVER = text("state <> 'resolved'")

cases = Table(
    "cases",
    metadata,
    Column("case_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("kind", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("policy", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("anchor_at", Moment, nullable=False),
    Column("run", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("next_step_at", Moment),
    Column("page", Integer, nullable=False),
    Column("paged_at", Moment, nullable=False),
    Column("told_at", Moment),
    Column("worry", Integer, nullable=False),
    Column("worry_at", Moment),
    Column("holder_member_id", Snowflake),
    Column("acknowledged_at", Moment),
    Column("ask_at", Moment),
    Column("asked", Flag, nullable=False),
    Column("resolved_at", Moment),
    Column("resolved_by_member_id", Snowflake),
    Column("outcome", Text),
    Column("note", LargeBinary),
    Column("erase_when_over", Flag, nullable=False),
    Column("due_at", Moment),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("kind IN ('alert', 'report', 'test', 'drill')", name="known_kind"),
    CheckConstraint("state IN ('open', 'acknowledged', 'resolved')", name="known_state"),
    CheckConstraint("severity BETWEEN 1 AND 4", name="known_severity"),
    CheckConstraint("(state = 'acknowledged') = (ask_at IS NOT NULL)", name="who_has_it_is_asked"),
    CheckConstraint("state = 'open' OR next_step_at IS NULL", name="taken_is_taken"),
    Index(
        "cases_one_open",
        "guild_id",
        "member_id",
        "kind",
        unique=True,
        sqlite_where=_NOT_OVER,
        postgresql_where=_NOT_OVER,
    ),
    Index("cases_due", "due_at"),
    sqlite_strict=True,
)

alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("case_id", RowId, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("message_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("category", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("hits", Json, nullable=False),
    Column("source", Text, nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("words", LargeBinary),
    Column("edited_at", Moment),
    Column("deleted_at", Moment),
    UniqueConstraint("guild_id", "message_id", name="one_alert_per_message"),
    CheckConstraint("severity BETWEEN 1 AND 4", name="known_severity"),
    Index("alerts_of_case", "case_id", "said_at"),
    sqlite_strict=True,
)

case_notices = Table(
    "case_notices",
    metadata,
    Column("key", Text, primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("case_id", RowId, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("to_channel_id", Snowflake),
    Column("to_member_id", Snowflake),
    Column("state", Text, nullable=False),
    Column("channel_id", Snowflake),
    Column("message_id", Snowflake),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(to_channel_id IS NULL) <> (to_member_id IS NULL)", name="one_target"),
    Index("case_notices_of_case", "case_id", "page"),
    sqlite_strict=True,
)

case_trail = Table(
    "case_trail",
    metadata,
    Column("entry_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("case_id", RowId, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("by_member_id", Snowflake),
    Column("detail", Json, nullable=False),
    Index("case_trail_of_case", "case_id", "at"),
    sqlite_strict=True,
)

hellos = Table(
    "hellos",
    metadata,
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("answered_at", Moment, nullable=False),
    sqlite_strict=True,
)
