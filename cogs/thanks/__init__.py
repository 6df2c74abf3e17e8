"""Thanks: from one member to another, by kind of support, private, and only to those who said yes to them."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.thanks.cog import ThanksCog
    from cogs.thanks.views import ThanksDoors

    ThanksDoors(app).register()
    await app.add_cog(ThanksCog(app))
