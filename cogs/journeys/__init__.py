"""Journeys: what a member counts for themselves, as a ledger that is never wiped; steps are celebrated if they wish."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.journeys.change_doors import ChangeDoors
    from cogs.journeys.cog import JourneysCog
    from cogs.journeys.effort_doors import EffortDoors
    from cogs.journeys.jobs import Jobs
    from cogs.journeys.journey_doors import JourneyDoors
    from cogs.journeys.marking_doors import MarkingDoors
    from cogs.journeys.milestone_doors import MilestoneDoors
    from cogs.journeys.organiser_cog import OrganiserCog
    from cogs.journeys.posts import Posts
    from cogs.journeys.road_doors import RoadDoors
    from cogs.journeys.role_giving import RoleGiving
    from cogs.journeys.slip_doors import SlipDoors

    Posts(app).register()
    Jobs(app).register()
    JourneyDoors(app).register()
    ChangeDoors(app).register()
    MilestoneDoors(app).register()
    SlipDoors(app).register()
    MarkingDoors(app).register()
    RoleGiving(app).register()
    EffortDoors(app).register()
    RoadDoors(app).register()
    await app.add_cog(JourneysCog(app))
    await app.add_cog(OrganiserCog(app))
