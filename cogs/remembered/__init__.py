"""Remembered members: when somebody has died, nothing more is said to them or about them. Two people say so."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.remembered.cog import RememberedCog
    from cogs.remembered.views import RememberedDoors

    RememberedDoors(app).register()
    await app.add_cog(RememberedCog(app))
