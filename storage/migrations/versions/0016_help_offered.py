"""When a low answer was offered help, so that it is offered once."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0016_help_offered"
down_revision = "0015_own_rules"


def upgrade() -> None:
    op.add_column("checkin_answers", sa.Column("help_offered_at", types.Moment(), nullable=True))
