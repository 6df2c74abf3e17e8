"""Circles and who belongs to them; when people are asked, each asking, and what they answered."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0002_circles_checkins"
down_revision = "0001_core"


def upgrade() -> None:
    op.create_table(
        "checkin_wishes",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("rest_from", sa.Integer(), nullable=True),
        sa.Column("rest_to", sa.Integer(), nullable=True),
        sa.Column("left_alone_until", types.Moment(), nullable=True),
        sa.Column("away_days", sa.Integer(), nullable=True),
        sa.Column("away_to_member_id", types.Snowflake(), nullable=True),
        sa.Column("away_words", sa.LargeBinary(), nullable=True),
        sa.Column("away_at", types.Moment(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint("away_days BETWEEN 2 AND 60", name=op.f("ck_checkin_wishes_some_days_away")),
        sa.CheckConstraint("rest_from BETWEEN 0 AND 23", name=op.f("ck_checkin_wishes_rests_from_an_hour")),
        sa.CheckConstraint("rest_to BETWEEN 0 AND 23", name=op.f("ck_checkin_wishes_rests_to_an_hour")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_checkin_wishes")),
        sqlite_strict=True,
    )
    op.create_index("checkin_wishes_away", "checkin_wishes", ["away_at"], unique=False)
    op.create_table(
        "circles",
        sa.Column("circle_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("channel_id", types.Snowflake(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), server_default="open", nullable=False),
        sa.Column("guidelines", sa.Text(), server_default="", nullable=False),
        sa.Column("member_limit", sa.Integer(), nullable=True),
        sa.Column("keeper_role_id", types.Snowflake(), nullable=True),
        sa.Column("reply_hours", sa.Integer(), server_default="6", nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.CheckConstraint(
            "member_limit IS NULL OR member_limit BETWEEN 2 AND 500", name=op.f("ck_circles_a_circle_not_a_crowd")
        ),
        sa.CheckConstraint("reply_hours BETWEEN 1 AND 72", name=op.f("ck_circles_hours_to_reply")),
        sa.PrimaryKeyConstraint("circle_id", name=op.f("pk_circles")),
        sqlite_strict=True,
    )
    op.create_index(
        "circles_open_name",
        "circles",
        ["guild_id", "name_key"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "checkin_choices",
        sa.Column("circle_id", types.RowId(), nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "visibility IN ('circle', 'keepers', 'me')", name=op.f("ck_checkin_choices_known_visibility")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.circle_id"], name=op.f("fk_checkin_choices_circle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("circle_id", "member_id", name=op.f("pk_checkin_choices")),
        sqlite_strict=True,
    )
    op.create_index("checkin_choices_of_member", "checkin_choices", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "checkin_hosts",
        sa.Column("circle_id", types.RowId(), nullable=False),
        sa.Column("week", types.Day(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.circle_id"], name=op.f("fk_checkin_hosts_circle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("circle_id", "week", name=op.f("pk_checkin_hosts")),
        sqlite_strict=True,
    )
    op.create_index("checkin_hosts_of_member", "checkin_hosts", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "checkin_schedules",
        sa.Column("schedule_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("circle_id", types.RowId(), nullable=True),
        sa.Column("member_id", types.Snowflake(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("repeats", types.Json(), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=False),
        sa.Column("kinds", types.Json(), nullable=False),
        sa.Column("stage", sa.Text(), server_default="any", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("hosted", types.Flag(), nullable=False),
        sa.Column("threaded", types.Flag(), nullable=False),
        sa.Column("draft_at", types.Moment(), nullable=True),
        sa.Column("reminder_minutes", sa.Integer(), nullable=True),
        sa.Column("paused_from", types.Day(), nullable=True),
        sa.Column("paused_to", types.Day(), nullable=True),
        sa.Column("decided_to", types.Day(), nullable=False),
        sa.Column("next_date", types.Day(), nullable=True),
        sa.Column("next_at", types.Moment(), nullable=True),
        sa.Column("off_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "(circle_id IS NULL) <> (member_id IS NULL)", name=op.f("ck_checkin_schedules_of_a_circle_or_a_member")
        ),
        sa.CheckConstraint("window_minutes BETWEEN 15 AND 10080", name=op.f("ck_checkin_schedules_a_window_of_hours")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.circle_id"], name=op.f("fk_checkin_schedules_circle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_checkin_schedules")),
        sqlite_strict=True,
    )
    op.create_index("checkin_schedules_drafts", "checkin_schedules", ["draft_at"], unique=False)
    op.create_index("checkin_schedules_due", "checkin_schedules", ["next_at"], unique=False)
    op.create_index("checkin_schedules_of_circle", "checkin_schedules", ["circle_id"], unique=False)
    op.create_index("checkin_schedules_of_member", "checkin_schedules", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "circle_members",
        sa.Column("circle_id", types.RowId(), nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("keeper", types.Flag(), nullable=False),
        sa.Column("listens", types.Flag(), nullable=False),
        sa.Column("hosts", types.Flag(), nullable=False),
        sa.Column("joined_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.circle_id"], name=op.f("fk_circle_members_circle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("circle_id", "member_id", name=op.f("pk_circle_members")),
        sqlite_strict=True,
    )
    op.create_index("circle_members_of_member", "circle_members", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "circle_questions",
        sa.Column("question_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("circle_id", types.RowId(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.circle_id"], name=op.f("fk_circle_questions_circle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_circle_questions")),
        sa.UniqueConstraint("circle_id", "text", name="once_in_the_list"),
        sqlite_strict=True,
    )
    op.create_table(
        "checkin_drafts",
        sa.Column("draft_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("schedule_id", types.RowId(), nullable=False),
        sa.Column("local_date", types.Day(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("closes_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["checkin_schedules.schedule_id"],
            name=op.f("fk_checkin_drafts_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_checkin_drafts")),
        sa.UniqueConstraint("schedule_id", "local_date", name="one_draft_a_date"),
        sqlite_strict=True,
    )
    op.create_index("checkin_drafts_of_member", "checkin_drafts", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "checkin_prompts",
        sa.Column("prompt_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("schedule_id", types.RowId(), nullable=False),
        sa.Column("circle_id", types.RowId(), nullable=True),
        sa.Column("member_id", types.Snowflake(), nullable=True),
        sa.Column("local_date", types.Day(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=False),
        sa.Column("closes_at", types.Moment(), nullable=False),
        sa.Column("channel_id", types.Snowflake(), nullable=True),
        sa.Column("message_id", types.Snowflake(), nullable=True),
        sa.Column("thread_id", types.Snowflake(), nullable=True),
        sa.Column("summary_message_id", types.Snowflake(), nullable=True),
        sa.Column("summarised_at", types.Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'asked', 'missed', 'skipped')", name=op.f("ck_checkin_prompts_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["checkin_schedules.schedule_id"],
            name=op.f("fk_checkin_prompts_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("prompt_id", name=op.f("pk_checkin_prompts")),
        sa.UniqueConstraint("schedule_id", "local_date", name="once_a_local_date"),
        sqlite_strict=True,
    )
    op.create_index("checkin_prompts_message", "checkin_prompts", ["guild_id", "message_id"], unique=False)
    op.create_index("checkin_prompts_of_circle", "checkin_prompts", ["circle_id", "local_date"], unique=False)
    op.create_index(
        "checkin_prompts_of_member", "checkin_prompts", ["guild_id", "member_id", "local_date"], unique=False
    )
    op.create_index("checkin_prompts_open", "checkin_prompts", ["summarised_at", "closes_at"], unique=False)
    op.create_table(
        "checkin_answers",
        sa.Column("answer_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("prompt_id", types.RowId(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("craving", sa.Integer(), nullable=True),
        sa.Column("wants_someone", types.Flag(), nullable=False),
        sa.Column("attention", sa.Text(), server_default="none", nullable=False),
        sa.Column("post_channel_id", types.Snowflake(), nullable=True),
        sa.Column("post_message_id", types.Snowflake(), nullable=True),
        sa.Column("withdrawn_at", types.Moment(), nullable=True),
        sa.Column("calls_since", types.Moment(), nullable=True),
        sa.Column("offer_at", types.Moment(), nullable=True),
        sa.Column("met_at", types.Moment(), nullable=True),
        sa.Column("answered_at", types.Moment(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "attention IN ('none', 'waiting', 'offered', 'met')", name=op.f("ck_checkin_answers_known_attention")
        ),
        sa.CheckConstraint(
            "visibility IN ('circle', 'keepers', 'me')", name=op.f("ck_checkin_answers_known_visibility")
        ),
        sa.CheckConstraint("craving BETWEEN 0 AND 10", name=op.f("ck_checkin_answers_none_to_strongest")),
        sa.CheckConstraint("step BETWEEN 1 AND 5", name=op.f("ck_checkin_answers_five_steps")),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["checkin_prompts.prompt_id"], name=op.f("fk_checkin_answers_prompt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_checkin_answers")),
        sa.UniqueConstraint("prompt_id", "member_id", name="one_answer_each"),
        sqlite_strict=True,
    )
    op.create_index(
        "checkin_answers_of_member", "checkin_answers", ["guild_id", "member_id", "answered_at"], unique=False
    )
    op.create_index("checkin_answers_waiting", "checkin_answers", ["attention", "offer_at"], unique=False)
