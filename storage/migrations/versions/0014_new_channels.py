"""Whether channels that are made later are watched."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0014_new_channels"
down_revision = "0013_case_letters"


def upgrade() -> None:
    op.add_column("servers", sa.Column("watch_new_from", types.Moment(), nullable=True))
