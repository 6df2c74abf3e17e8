"""Care: tools for hard moments, a plan of one's own, and a card for whoever looks after its member."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.care.after_views import AfterDoors
    from cogs.care.breathing import Breathing
    from cogs.care.cog import CareCog
    from cogs.care.kept_doors import KeptDoors
    from cogs.care.plan_doors import PlanDoors
    from cogs.care.sharing_views import SharingDoors
    from cogs.care.summary_views import SummaryDoors
    from cogs.care.timer import Timer
    from cogs.care.tool_doors import ToolDoors
    from cogs.care.views import offer_doors

    tools = ToolDoors(app, Breathing(app))
    plans = PlanDoors(app, tools)
    tools.register()
    KeptDoors(app).register()
    plans.register()
    sharing = SharingDoors(app, tools)
    sharing.register()
    summaries = SummaryDoors(app)
    summaries.register()
    AfterDoors(app).register()
    Timer(app).register()
    offer_doors()
    await app.add_cog(CareCog(app, plans, sharing, summaries))
