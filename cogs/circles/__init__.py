"""Circles: peer groups with a home channel, keepers and guidelines, that members join by themselves."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.circles.cog import CirclesCog
    from cogs.circles.views import CircleDoors

    CircleDoors(app).register()
    await app.add_cog(CirclesCog(app))
