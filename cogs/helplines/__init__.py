"""The helplines directory: sourced, dated lines of help by country, and the guided minute that leads to one."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.helplines.answer_doors import Answering
    from cogs.helplines.cog import HelplinesCog
    from cogs.helplines.directory import shipped
    from cogs.helplines.guide_views import GuideDoors
    from cogs.helplines.own_commands import OwnLinesCog
    from cogs.helplines.shelf import Shelf
    from cogs.helplines.tomorrow import TomorrowDoors
    from cogs.helplines.views import find_help_button, overdose_button
    from cogs.helplines.wrong_views import WrongDoors
    from cogs.shared import ui

    directory, shelf = shipped(), Shelf(app.database)
    answering, guided = Answering(app, directory, shelf), GuideDoors(app, directory, shelf)
    answering.register()
    guided.register()
    TomorrowDoors(app).register()
    wrong = WrongDoors(app, directory, shelf)
    wrong.register()
    ui.offer("help-me", find_help_button)
    ui.offer("overdose-card", overdose_button)
    app.before_start(shelf.load_if_needed)
    await app.add_cog(HelplinesCog(app, answering, guided))
    await app.add_cog(OwnLinesCog(app, directory, shelf, wrong))
