"""Privacy: a member takes a copy of everything kept about them, has it erased, and says how to be reached."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.privacy.cog import PrivacyCog
    from cogs.privacy.leaving import Leaving
    from cogs.privacy.views import PrivacyDoors

    PrivacyDoors(app).register()
    Leaving(app).register()
    await app.add_cog(PrivacyCog(app))
