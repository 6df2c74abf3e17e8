"""Puts the parts of the feature together and registers its doors."""

from datetime import datetime, timedelta

from cogs.alerts import trials
from cogs.alerts.catching_up import CatchUp
from cogs.alerts.choosing import add_routing_commands
from cogs.alerts.cog import AlertsCog
from cogs.alerts.doors import CaseDoors
from cogs.alerts.entering import Entry
from cogs.alerts.letter_doors import LetterDoors
from cogs.alerts.listening import Listening
from cogs.alerts.looking import Looker
from cogs.alerts.marking import Marks
from cogs.alerts.matching.engine import starter_engine
from cogs.alerts.new_staff import NewStaff
from cogs.alerts.own_rules_doors import RuleDoors, add_rule_commands
from cogs.alerts.own_rules_live import OwnRules
from cogs.alerts.recording import Recorder
from cogs.alerts.reporting import Reporting
from cogs.alerts.speaking import Speaker
from cogs.alerts.staff import Staff
from cogs.alerts.sweeping import Ladder
from cogs.shared import scanning
from cogs.shared.app import App
from storage.alerts import AlertStore
from storage.records.events import Event

TEST_WANTED, TEXT_POSTED = "setup.test_wanted", "member.text_posted"


async def assemble(app: App) -> None:
    staff, marks = Staff(app), Marks()
    own = OwnRules(app, starter_engine())
    own.register()
    if app.database.is_open:
        await own.load()
    looker = Looker(app, own, staff)
    looker.spill.remember_from_file()
    app.router.on("alerts", "take_plain", looker.spill.ladder.take)
    if not app.database.is_open:
        app.before_start(looker.spill.resume)
    recorder = Recorder(app, looker)
    listening = Listening(app, looker, recorder, marks, CatchUp(app, looker, recorder, marks))
    Speaker(app, staff).register()
    entry = Entry(app)
    CaseDoors(app, entry).register()
    LetterDoors(app, entry, staff).register()
    Ladder(app).register()
    NewStaff(app).register()
    listening.register()
    scanning.fill(listening.scan_for_member, listening.look_at)
    cog = AlertsCog(app, looker, staff)
    add_routing_commands(cog.group, app, looker.spill.remember_chosen)
    rule_doors = RuleDoors(app, own)
    rule_doors.register()
    add_rule_commands(cog.group, rule_doors)
    Reporting(app).register(cog.group)
    cog.register()
    await app.add_cog(cog)

    async def test_wanted(event: Event, now: datetime) -> None:
        assert event.member_id is not None
        async with app.database.transaction() as work:
            known = staff.of(event.guild_id)
            await trials.open_test_alert(work, event.guild_id, event.member_id, now, app.timings, known)
        recorder.say_it()
        await staff.refresh(event.guild_id)

    async def text_posted(event: Event, now: datetime) -> None:
        assert event.member_id is not None
        channel_id, message_id = (int(str(event.arguments[name])) for name in ("channel_id", "message_id"))
        async with app.database.transaction() as work:
            since = now - timedelta(hours=1)
            await AlertStore(work).posted_as(event.guild_id, event.member_id, channel_id, message_id, since)

    app.events.on(TEST_WANTED, test_wanted)
    app.events.on(TEXT_POSTED, text_posted)
