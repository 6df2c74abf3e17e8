"""Who is on call, and what has been looked at."""

revision = "0005_oncall_watch"
down_revision = "0004_alerts"


def upgrade() -> None:
    pass
