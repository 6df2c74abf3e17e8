"""What a server chose about alerts, follow-ups that were promised, and what stays of cases when nobody is named."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.tables.metadata import metadata
from storage.types import Day, Flag, Moment, RowId, Snowflake

alert_settings = Table(
    "alert_settings",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("repeat_every", Integer, nullable=False),  # seconds
    Column("repeat_times", Integer, nullable=False),
    Column("hold_for", Integer, nullable=False),  # seconds
    Column("tell_member", Flag, nullable=False),
    Column("webhooks", Flag, nullable=False),
    Column("report", Flag, nullable=False),
    Column("hook", LargeBinary),  # sealed for the server
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("repeat_every BETWEEN 300 AND 7200", name="repeats_in_reason"),
    CheckConstraint("repeat_times BETWEEN 0 AND 12", name="repeats_end"),
    CheckConstraint("hold_for BETWEEN 300 AND 14400", name="holds_in_reason"),
    sqlite_strict=True,
)

alert_routes = Table(
    "alert_routes",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("category", Text, primary_key=True),
    Column("severity", Integer, primary_key=True, autoincrement=False),
    Column("policy", Text, nullable=False),
    CheckConstraint("severity BETWEEN 2 AND 4", name="known_severity"),
    CheckConstraint("policy IN ('urgent', 'soon', 'queue', 'count')", name="known_policy"),
    sqlite_strict=True,
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("follow_up_id", RowId, primary_key=True, autoincrement=False),
    Column("case_id", RowId, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("by_member_id", Snowflake),
    Column("due_at", Moment),  # none: they have been reminded
    Column("done_at", Moment),
    Index("follow_ups_due", "due_at"),
    Index("follow_ups_of_case", "case_id"),
    sqlite_strict=True,
)

# No person, no id and no minute in here: it is what stays when a case is deleted.
case_counts = Table(
    "case_counts",
    metadata,
    Column("count_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("day", Day, nullable=False),
    Column("hour", Integer, nullable=False),  # UTC, at which it opened
    Column("category", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("waited", Integer),  # seconds until the first human; none: nobody took it before it was closed
    CheckConstraint("hour BETWEEN 0 AND 23", name="an_hour_of_the_day"),
    Index("case_counts_of_guild", "guild_id", "day"),
    sqlite_strict=True,
)

low_counts = Table(
    "low_counts",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("day", Day, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    sqlite_strict=True,
)
