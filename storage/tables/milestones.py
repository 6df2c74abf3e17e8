"""Steps reached and what became of each, who was glad with whom, and a server's own ladders and roles."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.tables.metadata import metadata
from storage.types import Day, Flag, Json, Moment, RowId, Snowflake

milestones = Table(
    "milestones",
    metadata,
    Column("milestone_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("journey_id", RowId, ForeignKey("journeys.journey_id", ondelete="CASCADE")),  # none: an effort
    Column("run_id", RowId),
    Column("once", Text, nullable=False),
    Column("ladder", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("label", Text, nullable=False),  # as it read on the day: ladders change
    Column("unit", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("colour", Text, nullable=False),
    Column("reached_on", Day, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("circle_id", RowId),
    Column("named", Flag, nullable=False),
    Column("words", LargeBinary),  # sealed, what the member wants said with it
    Column("channel_id", Snowflake),
    Column("message_id", Snowflake),
    Column("asked_at", Moment),
    Column("answered_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("once", name="once_in_a_run"),
    CheckConstraint(
        "state IN ('due', 'passed', 'celebrated', 'quiet', 'not_today', 'withdrawn')",
        name="known_state",
    ),
    Index("milestones_of_member", "guild_id", "member_id", "reached_on"),
    Index("milestones_of_journey", "journey_id", "step"),
    sqlite_strict=True,
)

congratulations = Table(
    "congratulations",
    metadata,
    Column("milestone_id", RowId, ForeignKey("milestones.milestone_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("congratulations_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)

ladders = Table(
    "ladders",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("ladder", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("steps", Json, nullable=False),
    Column("changed_at", Moment, nullable=False),
    sqlite_strict=True,
)

milestone_roles = Table(
    "milestone_roles",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("ladder", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("role_id", Snowflake, nullable=False),
    sqlite_strict=True,
)

milestone_roles_held = Table(
    "milestone_roles_held",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("role_id", Snowflake, primary_key=True, autoincrement=False),
    Column("journey_id", RowId, nullable=False),
    Column("given_at", Moment, nullable=False),
    sqlite_strict=True,
)
