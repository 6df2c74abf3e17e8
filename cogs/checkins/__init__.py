"""Check-ins: a circle, or a member for themselves, is asked at a time of their own, and answers with one tap."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.checkins.answering import AnswerDoors
    from cogs.checkins.caring_views import CaringDoors
    from cogs.checkins.cog import CheckinsCog
    from cogs.checkins.hosting_views import HostingDoors
    from cogs.checkins.jobs import Jobs
    from cogs.checkins.keeper_commands import add_keeper_commands
    from cogs.checkins.own_commands import add_own_commands
    from cogs.checkins.own_views import OwnDoors
    from cogs.checkins.posts import Posts
    from cogs.checkins.schedule_views import ScheduleDoors
    from cogs.checkins.threads import Threads
    from cogs.shared.errors import listener

    Posts(app).register()
    AnswerDoors(app).register()
    ScheduleDoors(app).register()
    caring = CaringDoors(app)
    caring.register()
    app.add_listener(listener(app.failures, "replies to check-ins")(caring.message), "on_message")
    app.add_listener(listener(app.failures, "deleted answers")(caring.deleted), "on_raw_message_delete")
    OwnDoors(app).register()
    HostingDoors(app).register()
    Threads(app).register()
    Jobs(app).register()
    cog = CheckinsCog(app)
    add_own_commands(cog.group, app)
    add_keeper_commands(cog.group, app)
    await app.add_cog(cog)
