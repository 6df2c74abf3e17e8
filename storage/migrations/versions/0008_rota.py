"""The rota: shifts, changes, swaps and waking hours."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0008_rota"
down_revision = "0007_care"


def upgrade() -> None:
    op.create_table(
        "awake_hours",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint("ends BETWEEN 0 AND 1439", name=op.f("ck_awake_hours_ends_in_a_day")),
        sa.CheckConstraint("starts BETWEEN 0 AND 1439", name=op.f("ck_awake_hours_starts_in_a_day")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_awake_hours")),
        sqlite_strict=True,
    )
    op.create_table(
        "duty_changes",
        sa.Column("change_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("on_duty", types.Flag(), nullable=False),
        sa.Column("from_at", types.Moment(), nullable=False),
        sa.Column("to_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint("to_at IS NULL OR from_at < to_at", name=op.f("ck_duty_changes_runs_forward")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_duty_changes")),
        sqlite_strict=True,
    )
    op.create_index("duty_changes_of_guild", "duty_changes", ["guild_id", "to_at"], unique=False)
    op.create_table(
        "duty_swaps",
        sa.Column("swap_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("to_member_id", types.Snowflake(), nullable=False),
        sa.Column("from_at", types.Moment(), nullable=False),
        sa.Column("to_at", types.Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'declined')", name=op.f("ck_duty_swaps_known_state")),
        sa.CheckConstraint("from_at < to_at", name=op.f("ck_duty_swaps_runs_forward")),
        sa.PrimaryKeyConstraint("swap_id", name=op.f("pk_duty_swaps")),
        sqlite_strict=True,
    )
    op.create_index("duty_swaps_of_guild", "duty_swaps", ["guild_id", "to_at"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("shift_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("weekday", sa.Text(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "weekday IN ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')",
            name=op.f("ck_shifts_known_weekday"),
        ),
        sa.CheckConstraint("ends BETWEEN 0 AND 1439", name=op.f("ck_shifts_ends_in_a_day")),
        sa.CheckConstraint("starts BETWEEN 0 AND 1439", name=op.f("ck_shifts_starts_in_a_day")),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_shifts")),
        sqlite_strict=True,
    )
    op.create_index("shifts_of_guild", "shifts", ["guild_id", "member_id"], unique=False)
