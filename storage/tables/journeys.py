"""What members count for themselves, as a ledger: runs are ended, never erased; nothing is here that was not chosen."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from storage.tables.metadata import metadata
from storage.types import Day, Flag, Moment, RowId, Snowflake

_journey = "journeys.journey_id"

journeys = Table(
    "journeys",
    metadata,
    Column("journey_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("name", LargeBinary, nullable=False),  # sealed, the member's own words
    Column("pathway", Text, nullable=False),
    Column("unsafe_to_stop", Flag, nullable=False),  # a new start shows the withdrawal notice
    Column("ladder", Text, nullable=False),
    Column("leap_in_march", Flag, nullable=False),  # 29 February: 1 March instead of 28 February
    Column("again", Flag, nullable=False),  # a new run marks again what an earlier run has reached
    Column("best_shown", Flag, nullable=False),
    Column("named", Flag, nullable=False),  # what is posted says the journey's name
    Column("wants_role", Flag, nullable=False),
    Column("standing", Text, nullable=False),
    Column("standing_circle_id", RowId),
    Column("saving", LargeBinary),  # sealed: the member's own figures
    Column("hidden_at", Moment),
    Column("archived_at", Moment),
    Column("off_at", Moment),  # they left the server: nothing is said until they switch it on again
    Column("next_step", Text),
    Column("next_on", Day),
    Column("next_at", Moment),  # none: nothing is going to be said
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("kind", Text, nullable=False, server_default="unsaid"),  # what it is about: sentences follow it
    CheckConstraint(
        # words: ok[abstinent-assumption] one path of several, chosen by the member
        "pathway IN ('abstinence', 'moderation', 'medication', 'harm-reduction', 'other', 'no-numbers')",
        name="known_pathway",
    ),
    CheckConstraint("standing IN ('ask', 'celebrate', 'quiet', 'nothing')", name="known_answer"),
    Index("journeys_due", "next_at"),
    Index("journeys_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)

journey_runs = Table(
    "journey_runs",
    metadata,
    Column("run_id", RowId, primary_key=True, autoincrement=False),
    Column("journey_id", RowId, ForeignKey(_journey, ondelete="CASCADE"), nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("started_on", Day, nullable=False),  # on the member's own calendar
    Column("started_at", Moment),  # only when an hour was given; what is counted in hours counts from here
    Column("ended_on", Day),  # the first day that no longer counts
    Column("ending", Text),
    Column("marks_from", Day, nullable=False),  # what was reached before this day is not spoken of
    Column("created_at", Moment, nullable=False),
    Column("carried_days", Integer, nullable=False, server_default="0"),  # from before a rest, of the same run
    Column("one_with_run_id", RowId),  # the run that this one goes on with after a rest
    CheckConstraint("ending IN ('new_start', 'pause', 'earlier')", name="known_ending"),
    CheckConstraint("(ended_on IS NULL) = (ending IS NULL)", name="ends_somehow"),
    CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="runs_forward"),
    Index("journey_runs_of_journey", "journey_id", "started_on"),
    Index("journey_runs_of_member", "guild_id", "member_id"),
    Index(
        "journey_runs_open",
        "journey_id",
        unique=True,
        sqlite_where=text("ended_on IS NULL"),
        postgresql_where=text("ended_on IS NULL"),
    ),
    sqlite_strict=True,
)

journey_slips = Table(
    "journey_slips",
    metadata,
    Column("slip_id", RowId, primary_key=True, autoincrement=False),
    Column("journey_id", RowId, ForeignKey(_journey, ondelete="CASCADE"), nullable=False),
    Column("run_id", RowId),  # the run it fell into, if any
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("on_date", Day, nullable=False),
    Column("at_hour", Integer),
    Column("note", LargeBinary),  # sealed
    Column("next", Text, nullable=False),
    Column("follow_up_at", Moment),  # only if the member asked for it
    Column("created_at", Moment, nullable=False),
    CheckConstraint("at_hour BETWEEN 0 AND 23", name="an_hour_of_the_day"),
    CheckConstraint("next IN ('open', 'continue', 'new_start', 'pause')", name="known_choice"),
    Index("journey_slips_of_journey", "journey_id", "on_date"),
    Index("journey_slips_of_member", "guild_id", "member_id"),
    Index("journey_slips_follow_up", "follow_up_at"),
    sqlite_strict=True,
)

journey_shares = Table(
    "journey_shares",
    metadata,
    Column("journey_id", RowId, ForeignKey(_journey, ondelete="CASCADE"), primary_key=True),
    Column("circle_id", RowId, ForeignKey("circles.circle_id", ondelete="CASCADE"), primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Index("journey_shares_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)

# How a journey stood before each change and after it, for a day: from these undoing puts back what was.
journey_changes = Table(
    "journey_changes",
    metadata,
    Column("change_id", RowId, primary_key=True, autoincrement=False),
    Column("journey_id", RowId, ForeignKey(_journey, ondelete="CASCADE"), nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("what", Text, nullable=False),
    Column("before", LargeBinary, nullable=False),  # sealed
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Index("journey_changes_of_member", "guild_id", "member_id", "at"),
    Index("journey_changes_at", "at"),
    sqlite_strict=True,
)
