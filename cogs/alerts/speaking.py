"""Notices on their way out: drawn from the newest state at their turn, and what follows when they are settled."""

from datetime import datetime
from typing import Any, cast

import discord

from cogs.alerts import (
    casework,
    looks,
    member_note,
    paging,
    telling,
    text,
    text_around,
    text_choosing,
    text_letters,
    views,
)
from cogs.alerts.around import who_is_around
from cogs.alerts.paging import Why
from cogs.alerts.people import pinged
from cogs.alerts.policy import Reach, thawed
from cogs.alerts.staff import Staff
from cogs.alerts.text import Face
from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.quoting import bare_name, plain_name
from cogs.shared.said import NOBODY, Kind, Said, Way, pinging
from cogs.shared.ui import custom_id
from cogs.shared.words import words_for
from storage.alerts import AlertStore
from storage.care import CareStore
from storage.cases import CaseStore
from storage.fresh_cases import fresh_case
from storage.letters import LetterStore
from storage.marks import MarkStore
from storage.records.alerts import Case, CaseKind, CaseState, Path
from storage.records.outbox import OutboxRow, State
from storage.servers import ServerStore
from storage.work import Work

_AFTER_TAKING = frozenset({Why.WORSE, Why.STILL_THERE, Why.MORE_HANDS, Why.HANDED_OVER, Why.WRITTEN_DOWN})
SHOWN_ALERTS = 10


async def face_of(staff: Staff, work: Work, guild_id: int, case_id: int) -> Face | None:
    """The case as a notice shows it; None when it or its server is gone."""
    case = await CaseStore(work).get(guild_id, case_id)
    server = None if case is None else await ServerStore(work).get(guild_id)
    if case is None or server is None:
        return None
    store = AlertStore(work)
    alerts, count = await store.of_case(case_id, SHOWN_ALERTS), await store.count_of_case(case_id)
    name = staff.name(guild_id, case.member_id)
    told_by: list[int] = []
    if case.kind is CaseKind.REPORT:
        entries = [entry for entry in await CaseStore(work).trail(case_id) if entry.what == "asked_for"]
        told_by = list(dict.fromkeys(entry.by_member_id for entry in entries if entry.by_member_id is not None))
    return Face(
        case,
        server,
        alerts,
        count,
        None if name is None else plain_name(name),
        told_by,
        await LetterStore(work).of_case(case_id),
        case.kind is CaseKind.ALERT and await CareStore(work).has_card(guild_id, case.member_id),
    )


class Speaker:
    """Renders the rows of this feature and minds how they ended."""

    def __init__(self, app: App, staff: Staff) -> None:
        self.app = app
        self.staff = staff
        self._shown: dict[str, int] = {}

    def register(self) -> None:
        self.app.delivery.register(
            Kind(paging.NOTICE, self.notice, way=Way.DM, settled=self._settled, struggling=self._struggling)
        )
        self.app.delivery.register(Kind(telling.GAP, self.gap))
        self.app.delivery.register(Kind(telling.HELLO, self.hello))
        self.app.delivery.register(Kind(looks.MANY_LOOKS, self.many_looks, way=Way.DM))
        self.app.delivery.register(Kind(member_note.NOBODY_ANSWERED, self.nobody_answered))
        self.app.delivery.register(Kind(paging.REDRAW, self.redrawn, settled=self._redraw_settled))

    async def notice(self, row: OutboxRow, now: datetime) -> Said | None:
        face = await self._face(row)
        if face is None:
            return None
        why, path = Why(str(row.arguments["why"])), Path(str(row.arguments["path"]))
        if not _still_wanted(face.case, why, int(str(row.arguments["page"]))):
            return None
        step = int(str(row.arguments["step"]))
        roles, users = _whom(face.case, why, step, path)
        who = " ".join([*(f"<@&{role_id}>" for role_id in roles), *(f"<@{member_id}>" for member_id in users)])
        w = words_for(face.server.locale)
        line = text.asking(w, face.case, why, step, path, now, who=who)
        self._shown[row.key] = face.count
        return views.notice(w, face, line, pinging(users=users, roles=roles))

    async def redrawn(self, row: OutboxRow, now: datetime) -> Said | None:
        face = await self._face(row)
        if face is None:
            return None
        return views.notice(words_for(face.server.locale), face, None, NOBODY)

    async def gap(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(row.guild_id)
            found = await MarkStore(work).gap(row.guild_id, int(str(row.arguments["gap"])))
        if server is None or found is None:
            return None
        line = text_around.gap(words_for(server.locale), found)
        return Said(Text(line), line)

    async def hello(self, row: OutboxRow, now: datetime) -> Said | None:
        w = words_for(None)
        buttons: list[discord.ui.Button[Any]] = []
        for server_id in cast("list[str]", row.arguments["servers"]):
            guild = self.app.get_guild(int(server_id))
            if guild is not None:
                label = text_around.ask_label(w, bare_name(guild.name, 40))
                ask = custom_id("alerts", "ask_human", guild.id)
                buttons.append(discord.ui.Button(label=label, custom_id=ask))
        lines = text_around.hello(w)
        return Said(views.with_help(w, lines, buttons), "\n".join(lines))

    async def nobody_answered(self, row: OutboxRow, now: datetime) -> Said | None:
        """Not when somebody has it by now."""
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            case = await CaseStore(work).get(row.guild_id, int(str(row.arguments["case"])))
            server = await ServerStore(work).get(row.guild_id)
            found = await who_is_around(work, row.guild_id, now)
        guild = self.app.get_guild(row.guild_id)
        if case is None or server is None or guild is None or case.state is not CaseState.OPEN:
            return None
        w = words_for(server.locale)
        lines = text_choosing.nobody_answered(w, plain_name(guild.name, 60), found)
        return Said(views.with_help(w, lines), "\n".join(lines))

    async def many_looks(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(row.guild_id)
        w = words_for(None if server is None else server.locale)
        who, count = int(str(row.arguments["who"])), int(str(row.arguments["count"]))
        line = text_letters.many_looks(w, who, count)
        return Said(Text(line), line)

    async def _face(self, row: OutboxRow) -> Face | None:
        assert row.guild_id is not None
        case_id = int(str(row.arguments["case"]))
        fresh = fresh_case(self.app.database, case_id)
        if fresh is not None:
            name = self.staff.name(row.guild_id, fresh.case.member_id)
            shown = None if name is None else plain_name(name)
            return Face(fresh.case, fresh.server, (fresh.alert,), 1, shown, has_card=fresh.has_card)
        async with self.app.database.reading() as work:
            return await face_of(self.staff, work, row.guild_id, case_id)

    async def _settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        shown = self._shown.pop(row.key, None)
        await casework.notice_settled(work, row, state, now, self.app.timings, shown=shown)

    async def _struggling(self, work: Work, row: OutboxRow, now: datetime) -> None:
        await casework.notice_struggling(work, row, now, self.app.timings)

    async def _redraw_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        await casework.redraw_settled(work, row, state, now, self.app.timings)


def _still_wanted(case: Case, why: Why, page: int) -> bool:
    if case.is_over:
        return False
    if case.state is CaseState.ACKNOWLEDGED:
        return why in _AFTER_TAKING
    if why is Why.STILL_THERE:
        return False
    return why is not Why.NO_OTHER_WAY or (page == case.page and case.told_at is None)


def _whom(case: Case, why: Why, step: int, path: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Roles and people this notice pings. A DM needs no ping."""
    policy = thawed(case.policy)
    if path is Path.DM or why is Why.WRITTEN_DOWN:
        return (), ()
    if case.state is CaseState.ACKNOWLEDGED and case.holder_member_id is not None and why is not Why.MORE_HANDS:
        return (), (case.holder_member_id,)
    reach = policy.rungs[min(max(step, 0), len(policy.rungs) - 1)].reach
    if why is Why.MORE_HANDS:
        return pinged(policy.people, Reach.RESPONDERS, first=False)
    return pinged(policy.people, reach, first=step == 0)
