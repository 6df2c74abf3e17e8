"""Journeys and milestones."""

revision = "0003_journeys"
down_revision = "0002_circles_checkins"


def upgrade() -> None:
    pass
