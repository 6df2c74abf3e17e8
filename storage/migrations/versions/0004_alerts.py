"""Rules, alerts and cases."""

revision = "0004_alerts"
down_revision = "0003_journeys"


def upgrade() -> None:
    pass
