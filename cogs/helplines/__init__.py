"""The helplines directory: sourced, dated lines of help by country, and the guided minute that leads to one."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.helplines.cog import HelplinesCog
    from cogs.helplines.directory import Directory
    from cogs.helplines.views import HelplineDoors

    directory = Directory.load()
    HelplineDoors(app, directory).register()
    await app.add_cog(HelplinesCog(app, directory))
