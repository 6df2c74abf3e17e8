"""Watch: knows whether the bot can still hear, read, write and reach people, and says so when it cannot."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.watch.jobs import Watch
    from cogs.watch.without_database import WithoutDatabase

    if app.database.is_open:
        Watch(app).register()
    else:
        WithoutDatabase(app).register()
