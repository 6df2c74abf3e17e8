"""Runs that go on after a rest, and steps of a journey that were taken back."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0017_journey_undo"
down_revision = "0016_help_offered"


def upgrade() -> None:
    op.add_column("journey_runs", sa.Column("carried_days", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("journey_runs", sa.Column("one_with_run_id", types.RowId(), nullable=True))
    op.add_column("journey_changes", sa.Column("undone_at", types.Moment(), nullable=True))
