"""On call: who answers alerts when, by each responder's own clock, and a word before nobody does."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.oncall.cog import OnCallCog
    from cogs.oncall.jobs import Jobs
    from cogs.oncall.views import Doors

    Doors(app).register()
    Jobs(app).register()
    await app.add_cog(OnCallCog(app))
