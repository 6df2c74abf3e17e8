"""What responders wrote to a person through the bot."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0013_case_letters"
down_revision = "0012_helplines_care"


def upgrade() -> None:
    op.create_table(
        "case_letters",
        sa.Column("letter_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("case_id", types.RowId(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("by_member_id", types.Snowflake(), nullable=True),
        sa.Column("channel_id", types.Snowflake(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", types.Moment(), nullable=False),
        sa.Column("refused", types.Flag(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name=op.f("fk_case_letters_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_case_letters")),
        sqlite_strict=True,
    )
    op.create_index("case_letters_of_case", "case_letters", ["case_id"], unique=False)
