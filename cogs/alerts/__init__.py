"""Alerts: from a message that matches to a human who answers, every time."""

from cogs.shared.app import App


async def setup(app: App) -> None:
    from cogs.alerts.assembly import assemble

    await assemble(app)
