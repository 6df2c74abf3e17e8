"""The rota: weekly shifts, changes to them for a span of time, swaps that wait for an answer, and waking hours."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text

from storage.tables.metadata import metadata
from storage.types import Flag, Moment, RowId, Snowflake

_WEEKDAYS = "('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')"

shifts = Table(
    "shifts",
    metadata,
    Column("shift_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("weekday", Text, nullable=False),
    Column("starts", Integer, nullable=False),  # minutes after midnight on the member's clock, like `ends`
    Column("ends", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint(f"weekday IN {_WEEKDAYS}", name="known_weekday"),
    CheckConstraint("starts BETWEEN 0 AND 1439", name="starts_in_a_day"),
    CheckConstraint("ends BETWEEN 0 AND 1439", name="ends_in_a_day"),
    Index("shifts_of_guild", "guild_id", "member_id"),
    sqlite_strict=True,
)

duty_changes = Table(
    "duty_changes",
    metadata,
    Column("change_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("on_duty", Flag, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment),  # none: until they say
    Column("created_at", Moment, nullable=False),
    CheckConstraint("to_at IS NULL OR from_at < to_at", name="runs_forward"),
    Index("duty_changes_of_guild", "guild_id", "to_at"),
    sqlite_strict=True,
)

duty_swaps = Table(
    "duty_swaps",
    metadata,
    Column("swap_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("to_member_id", Snowflake, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("state IN ('asked', 'agreed', 'declined')", name="known_state"),
    CheckConstraint("from_at < to_at", name="runs_forward"),
    Index("duty_swaps_of_guild", "guild_id", "to_at"),
    sqlite_strict=True,
)

awake_hours = Table(
    "awake_hours",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("starts", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("starts BETWEEN 0 AND 1439", name="starts_in_a_day"),
    CheckConstraint("ends BETWEEN 0 AND 1439", name="ends_in_a_day"),
    sqlite_strict=True,
)
