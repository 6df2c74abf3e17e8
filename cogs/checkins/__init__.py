"""Check-ins: a circle, or a member for themselves, is asked at a time of their own, and answers with one tap."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.checkins.answering import AnswerDoors
    from cogs.checkins.cog import CheckinsCog
    from cogs.checkins.jobs import register_jobs
    from cogs.checkins.posts import Posts
    from cogs.checkins.schedule_views import ScheduleDoors

    Posts(app).register()
    AnswerDoors(app).register()
    ScheduleDoors(app).register()
    register_jobs(app)
    await app.add_cog(CheckinsCog(app))
