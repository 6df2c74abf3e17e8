"""Each date of a schedule is kept once by an index that begins with the date."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0023_each_date_side_by_side"
down_revision = "0022_queued_side_by_side"

_PROMPTS, _NEW = "checkin_prompts", "checkin_prompts_new"
_ONCE = "once_a_local_date"
_OF_MEMBER = ["guild_id", "member_id", "source", "local_date", "state"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_checkin_prompts_schedule_id", _PROMPTS)
        op.drop_constraint(_ONCE, _PROMPTS)
        op.create_unique_constraint(_ONCE, _PROMPTS, ["local_date", "schedule_id"])
    else:
        _made_anew()


def _made_anew() -> None:
    """SQLite changes no constraint in place. The answers that point to these rows stay: no rule about them acts while
    the schema is changed."""
    op.create_table(
        _NEW,
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
        sa.PrimaryKeyConstraint("prompt_id", name=op.f("pk_checkin_prompts")),
        sa.UniqueConstraint("local_date", "schedule_id", name=_ONCE),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO checkin_prompts_new SELECT * FROM checkin_prompts ORDER BY prompt_id")
    op.drop_table(_PROMPTS)
    op.rename_table(_NEW, _PROMPTS)
    op.create_index("checkin_prompts_open", _PROMPTS, ["summarised_at", "closes_at"])
    _of_few("checkin_prompts_of_circle", ["circle_id", "local_date"], "circle_id IS NOT NULL")
    _of_few("checkin_prompts_of_member", _OF_MEMBER, "state <> 'queued'")
    _of_few("checkin_prompts_queued", _OF_MEMBER, "state = 'queued'")
    _of_few("checkin_prompts_message", ["guild_id", "message_id"], "message_id IS NOT NULL")


def _of_few(name: str, columns: list[str], condition: str) -> None:
    op.create_index(name, _PROMPTS, columns, sqlite_where=sa.text(condition))
