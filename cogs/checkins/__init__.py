"""Check-ins: a circle, or a member for themselves, is asked at a time of their own, and answers with one tap."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.checkins.answering import AnswerDoors
    from cogs.checkins.caring_views import CaringDoors
    from cogs.checkins.cog import CheckinsCog
    from cogs.checkins.jobs import register_jobs
    from cogs.checkins.posts import Posts
    from cogs.checkins.schedule_views import ScheduleDoors
    from cogs.shared.errors import listener

    Posts(app).register()
    AnswerDoors(app).register()
    ScheduleDoors(app).register()
    caring = CaringDoors(app)
    caring.register()
    app.add_listener(listener(app.failures, "replies to check-ins")(caring.message), "on_message")
    register_jobs(app)
    await app.add_cog(CheckinsCog(app))
