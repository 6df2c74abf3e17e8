"""Journeys as a ledger, steps reached, ladders, efforts, thanks and lines along the road."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0010_journeys"
down_revision = "0009_alert_settings"


def upgrade() -> None:
    op.create_table(
        "effort_wishes",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("counted", types.Flag(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_effort_wishes")),
        sqlite_strict=True,
    )
    op.create_table(
        "efforts",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("effort", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint("times BETWEEN 1 AND 1000000", name=op.f("ck_efforts_counted_up")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", "effort", name=op.f("pk_efforts")),
        sqlite_strict=True,
    )
    op.create_table(
        "journeys",
        sa.Column("journey_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=False),
        sa.Column("unsafe_to_stop", types.Flag(), nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("leap_in_march", types.Flag(), nullable=False),
        sa.Column("again", types.Flag(), nullable=False),
        sa.Column("best_shown", types.Flag(), nullable=False),
        sa.Column("named", types.Flag(), nullable=False),
        sa.Column("wants_role", types.Flag(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("standing_circle_id", types.RowId(), nullable=True),
        sa.Column("saving", sa.LargeBinary(), nullable=True),
        sa.Column("hidden_at", types.Moment(), nullable=True),
        sa.Column("archived_at", types.Moment(), nullable=True),
        sa.Column("off_at", types.Moment(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_on", types.Day(), nullable=True),
        sa.Column("next_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            # words: ok[abstinent-assumption] one path of several, chosen by the member
            "pathway IN ('abstinence', 'moderation', 'medication', 'harm-reduction', 'other', 'no-numbers')",
            name=op.f("ck_journeys_known_pathway"),
        ),
        sa.CheckConstraint(
            "standing IN ('ask', 'celebrate', 'quiet', 'nothing')", name=op.f("ck_journeys_known_answer")
        ),
        sa.PrimaryKeyConstraint("journey_id", name=op.f("pk_journeys")),
        sqlite_strict=True,
    )
    op.create_index("journeys_due", "journeys", ["next_at"], unique=False)
    op.create_index("journeys_of_member", "journeys", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "ladders",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("steps", types.Json(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "ladder", name=op.f("pk_ladders")),
        sqlite_strict=True,
    )
    op.create_table(
        "milestone_roles",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("role_id", types.Snowflake(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "ladder", "step", name=op.f("pk_milestone_roles")),
        sqlite_strict=True,
    )
    op.create_table(
        "milestone_roles_held",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("role_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("journey_id", types.RowId(), nullable=False),
        sa.Column("given_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", "role_id", name=op.f("pk_milestone_roles_held")),
        sqlite_strict=True,
    )
    op.create_table(
        "road_lines",
        sa.Column("line_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("circle_id", types.RowId(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("signed", types.Flag(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by_member_id", types.Snowflake(), nullable=True),
        sa.Column("decided_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'refused')", name=op.f("ck_road_lines_known_state")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_road_lines")),
        sqlite_strict=True,
    )
    op.create_index("road_lines_at", "road_lines", ["circle_id", "state", "unit", "amount"], unique=False)
    op.create_index("road_lines_of_member", "road_lines", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "thanks",
        sa.Column("thanks_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("to_member_id", types.Snowflake(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('emotional', 'informational', 'practical', 'belonging')", name=op.f("ck_thanks_known_kind")
        ),
        sa.PrimaryKeyConstraint("thanks_id", name=op.f("pk_thanks")),
        sqlite_strict=True,
    )
    op.create_index("thanks_from", "thanks", ["guild_id", "member_id", "created_at"], unique=False)
    op.create_index("thanks_to", "thanks", ["guild_id", "to_member_id", "created_at"], unique=False)
    op.create_table(
        "journey_changes",
        sa.Column("change_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("journey_id", types.RowId(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.journey_id"], name=op.f("fk_journey_changes_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_journey_changes")),
        sqlite_strict=True,
    )
    op.create_index("journey_changes_at", "journey_changes", ["at"], unique=False)
    op.create_index("journey_changes_of_member", "journey_changes", ["guild_id", "member_id", "at"], unique=False)
    op.create_table(
        "journey_runs",
        sa.Column("run_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("journey_id", types.RowId(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("started_on", types.Day(), nullable=False),
        sa.Column("started_at", types.Moment(), nullable=True),
        sa.Column("ended_on", types.Day(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("marks_from", types.Day(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint("ending IN ('new_start', 'pause', 'earlier')", name=op.f("ck_journey_runs_known_ending")),
        sa.CheckConstraint("(ended_on IS NULL) = (ending IS NULL)", name=op.f("ck_journey_runs_ends_somehow")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_journey_runs_runs_forward")),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.journey_id"], name=op.f("fk_journey_runs_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_journey_runs")),
        sqlite_strict=True,
    )
    op.create_index("journey_runs_of_journey", "journey_runs", ["journey_id", "started_on"], unique=False)
    op.create_index("journey_runs_of_member", "journey_runs", ["guild_id", "member_id"], unique=False)
    op.create_index(
        "journey_runs_open",
        "journey_runs",
        ["journey_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "journey_shares",
        sa.Column("journey_id", types.RowId(), nullable=False),
        sa.Column("circle_id", types.RowId(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.circle_id"], name=op.f("fk_journey_shares_circle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.journey_id"], name=op.f("fk_journey_shares_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "circle_id", name=op.f("pk_journey_shares")),
        sqlite_strict=True,
    )
    op.create_index("journey_shares_of_member", "journey_shares", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "journey_slips",
        sa.Column("slip_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("journey_id", types.RowId(), nullable=False),
        sa.Column("run_id", types.RowId(), nullable=True),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("on_date", types.Day(), nullable=False),
        sa.Column("at_hour", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("follow_up_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "next IN ('open', 'continue', 'new_start', 'pause')", name=op.f("ck_journey_slips_known_choice")
        ),
        sa.CheckConstraint("at_hour BETWEEN 0 AND 23", name=op.f("ck_journey_slips_an_hour_of_the_day")),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.journey_id"], name=op.f("fk_journey_slips_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slip_id", name=op.f("pk_journey_slips")),
        sqlite_strict=True,
    )
    op.create_index("journey_slips_follow_up", "journey_slips", ["follow_up_at"], unique=False)
    op.create_index("journey_slips_of_journey", "journey_slips", ["journey_id", "on_date"], unique=False)
    op.create_index("journey_slips_of_member", "journey_slips", ["guild_id", "member_id"], unique=False)
    op.create_table(
        "milestones",
        sa.Column("milestone_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("journey_id", types.RowId(), nullable=True),
        sa.Column("run_id", types.RowId(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("reached_on", types.Day(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("circle_id", types.RowId(), nullable=True),
        sa.Column("named", types.Flag(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("channel_id", types.Snowflake(), nullable=True),
        sa.Column("message_id", types.Snowflake(), nullable=True),
        sa.Column("asked_at", types.Moment(), nullable=True),
        sa.Column("answered_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('due', 'passed', 'celebrated', 'quiet', 'not_today', 'withdrawn')",
            name=op.f("ck_milestones_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.journey_id"], name=op.f("fk_milestones_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("milestone_id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("once", name="once_in_a_run"),
        sqlite_strict=True,
    )
    op.create_index("milestones_of_journey", "milestones", ["journey_id", "step"], unique=False)
    op.create_index("milestones_of_member", "milestones", ["guild_id", "member_id", "reached_on"], unique=False)
    op.create_table(
        "congratulations",
        sa.Column("milestone_id", types.RowId(), nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestones.milestone_id"],
            name=op.f("fk_congratulations_milestone_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("milestone_id", "member_id", name=op.f("pk_congratulations")),
        sqlite_strict=True,
    )
    op.create_index("congratulations_of_member", "congratulations", ["guild_id", "member_id"], unique=False)
