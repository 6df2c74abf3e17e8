"""When people are asked, each asking once per local date, and what they answered."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)

from storage.tables.metadata import metadata
from storage.types import Day, Flag, Json, Moment, RowId, Snowflake


def _where(condition: str, name: str, *columns: str) -> Index:
    """An index of few rows: those without are not written to it, and thousands are written at once."""
    few: TextClause = text(condition)
    return Index(name, *columns, sqlite_where=few, postgresql_where=few)


_HAD = ("guild_id", "member_id", "source", "local_date", "state")

checkin_schedules = Table(
    "checkin_schedules",
    metadata,
    Column("schedule_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("circle_id", RowId, ForeignKey("circles.circle_id", ondelete="CASCADE")),
    Column("member_id", Snowflake),
    Column("at", Text, nullable=False),  # HH:MM on the wall
    Column("zone", Text, nullable=False),
    Column("repeats", Json, nullable=False),
    Column("window_minutes", Integer, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("stage", Text, nullable=False, server_default="any"),
    Column("title", Text, nullable=False, server_default=""),
    Column("hosted", Flag, nullable=False),
    Column("threaded", Flag, nullable=False),
    Column("draft_at", Moment),  # when the host of the next asking gets the draft; none: not hosted, or done
    Column("reminder_minutes", Integer),
    Column("paused_from", Day),
    Column("paused_to", Day),
    Column("decided_to", Day, nullable=False),
    Column("next_date", Day),
    Column("next_at", Moment),
    Column("off_at", Moment),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(circle_id IS NULL) <> (member_id IS NULL)", name="of_a_circle_or_a_member"),
    CheckConstraint("window_minutes BETWEEN 15 AND 10080", name="a_window_of_hours"),
    Index("checkin_schedules_due", "next_at"),
    _where("draft_at IS NOT NULL", "checkin_schedules_drafts", "draft_at"),
    Index("checkin_schedules_of_circle", "circle_id"),
    Index("checkin_schedules_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)

checkin_prompts = Table(
    "checkin_prompts",
    metadata,
    Column("prompt_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    # No foreign key: it would want an index that begins with the schedule, in which each has a page of its own to be
    # written. Schedules are erased only with all that their member or their server has.
    Column("schedule_id", RowId, nullable=False),
    Column("circle_id", RowId),
    Column("member_id", Snowflake),
    Column("local_date", Day, nullable=False),
    Column("state", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("channel_id", Snowflake),
    Column("message_id", Snowflake),
    Column("thread_id", Snowflake),
    Column("summary_message_id", Snowflake),
    Column("summarised_at", Moment),
    UniqueConstraint("local_date", "schedule_id", name="once_a_local_date"),
    CheckConstraint("state IN ('queued', 'asked', 'missed', 'skipped')", name="known_state"),
    Index("checkin_prompts_open", "summarised_at", "closes_at"),
    _where("circle_id IS NOT NULL", "checkin_prompts_of_circle", "circle_id", "local_date"),
    # Whether somebody had a question lately is read from the index alone, however long they have been here. What waits
    # to be said has its own: its rows lie side by side, where in the other each member has a page to be written. It
    # takes its place there when it is said, and thousands are not said at once.
    _where("state <> 'queued'", "checkin_prompts_of_member", *_HAD),
    _where("state = 'queued'", "checkin_prompts_queued", *_HAD),
    _where("message_id IS NOT NULL", "checkin_prompts_message", "guild_id", "message_id"),
    sqlite_strict=True,
)

checkin_answers = Table(
    "checkin_answers",
    metadata,
    Column("answer_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("prompt_id", RowId, ForeignKey("checkin_prompts.prompt_id", ondelete="CASCADE"), nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("step", Integer),
    Column("visibility", Text, nullable=False),
    Column("words", LargeBinary),  # sealed
    Column("craving", Integer),
    Column("wants_someone", Flag, nullable=False),
    Column("attention", Text, nullable=False, server_default="none"),
    Column("post_channel_id", Snowflake),
    Column("post_message_id", Snowflake),
    Column("typed_message_id", Snowflake),  # their own message that counts as the answer
    Column("withdrawn_at", Moment),
    Column("calls_since", Moment),  # since when it asks for someone
    Column("offer_at", Moment),  # when volunteers are asked, if nobody has answered by then
    Column("met_at", Moment),
    Column("help_offered_at", Moment),  # a low answer is offered help once, whatever is pressed later
    Column("answered_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("prompt_id", "member_id", name="one_answer_each"),
    CheckConstraint("step BETWEEN 1 AND 5", name="five_steps"),
    CheckConstraint("craving BETWEEN 0 AND 10", name="none_to_strongest"),
    CheckConstraint("visibility IN ('circle', 'keepers', 'me')", name="known_visibility"),
    CheckConstraint("attention IN ('none', 'waiting', 'offered', 'met')", name="known_attention"),
    Index("checkin_answers_of_member", "guild_id", "member_id", "answered_at"),
    Index("checkin_answers_waiting", "attention", "offer_at"),
    Index("checkin_answers_typed", "guild_id", "typed_message_id"),
    sqlite_strict=True,
)

checkin_choices = Table(
    "checkin_choices",
    metadata,
    Column("circle_id", RowId, ForeignKey("circles.circle_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("visibility", Text, nullable=False),
    CheckConstraint("visibility IN ('circle', 'keepers', 'me')", name="known_visibility"),
    Index("checkin_choices_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)

checkin_drafts = Table(
    "checkin_drafts",
    metadata,
    Column("draft_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("schedule_id", RowId, ForeignKey("checkin_schedules.schedule_id", ondelete="CASCADE"), nullable=False),
    Column("local_date", Day, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("question", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("words", LargeBinary),  # sealed
    Column("closes_at", Moment, nullable=False),
    UniqueConstraint("schedule_id", "local_date", name="one_draft_a_date"),
    Index("checkin_drafts_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)

checkin_hosts = Table(
    "checkin_hosts",
    metadata,
    Column("circle_id", RowId, ForeignKey("circles.circle_id", ondelete="CASCADE"), primary_key=True),
    Column("week", Day, primary_key=True),  # its Monday
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Index("checkin_hosts_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)

circle_questions = Table(
    "circle_questions",
    metadata,
    Column("question_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("circle_id", RowId, ForeignKey("circles.circle_id", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=""),
    UniqueConstraint("circle_id", "text", name="once_in_the_list"),
    sqlite_strict=True,
)

checkin_wishes = Table(
    "checkin_wishes",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("rest_from", Integer),  # quiet hours, on the member's own clock
    Column("rest_to", Integer),
    Column("left_alone_until", Moment),  # no question of one's own before this
    Column("away_days", Integer),
    Column("away_to_member_id", Snowflake),
    Column("away_how", Text, nullable=False, server_default="any"),
    Column("away_words", LargeBinary),  # sealed
    Column("away_at", Moment),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("rest_from BETWEEN 0 AND 23", name="rests_from_an_hour"),
    CheckConstraint("rest_to BETWEEN 0 AND 23", name="rests_to_an_hour"),
    CheckConstraint("away_days BETWEEN 2 AND 60", name="some_days_away"),
    Index("checkin_wishes_away", "away_at"),
    sqlite_strict=True,
)
