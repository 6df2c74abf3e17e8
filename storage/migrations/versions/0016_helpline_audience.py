"""For whom a member looks for lines, if they asked us to remember it."""

import sqlalchemy as sa
from alembic import op

revision = "0016_helpline_audience"
down_revision = "0015_own_rules"


def upgrade() -> None:
    op.add_column("helpline_choices", sa.Column("audience", sa.Text(), nullable=True))
