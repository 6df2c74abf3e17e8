"""Remembered members; an answer typed by its member; how somebody may write to a member who went quiet."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0011_remembered"
down_revision = "0010_journeys"


def upgrade() -> None:
    op.create_table(
        "remembered",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("said_by_member_id", types.Snowflake(), nullable=True),
        sa.Column("said_at", types.Moment(), nullable=False),
        sa.Column("confirmed_by_member_id", types.Snowflake(), nullable=True),
        sa.Column("confirmed_at", types.Moment(), nullable=True),
        sa.CheckConstraint("said_by_member_id <> confirmed_by_member_id", name=op.f("ck_remembered_two_people")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_remembered")),
        sqlite_strict=True,
    )
    op.add_column("checkin_answers", sa.Column("typed_message_id", types.Snowflake(), nullable=True))
    op.create_index("checkin_answers_typed", "checkin_answers", ["guild_id", "typed_message_id"], unique=False)
    op.add_column("checkin_wishes", sa.Column("away_how", sa.Text(), server_default="any", nullable=False))
