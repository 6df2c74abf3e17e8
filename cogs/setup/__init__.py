"""Set-up: what an organiser chooses for a server once, and whether it is live."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.setup.cog import SetupCog
    from cogs.setup.new_channels import NewChannels
    from cogs.setup.views import SetupDoors

    SetupDoors(app).register()
    NewChannels(app).register()
    await app.add_cog(SetupCog(app))
